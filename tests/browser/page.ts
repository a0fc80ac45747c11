import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { type Mock, serveMock } from '../../dashboard/mock/serve.ts';
import type { WorldSize } from '../../dashboard/mock/world.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Pictures stay, for whoever wants to see what was tested. */
const pictures = join(root, 'node_modules/.smartx-screenshots');

export interface Dashboard {
  readonly browser: Browser;
  readonly serve: (size: WorldSize) => Promise<Mock>;
  readonly close: () => Promise<void>;
}

/** The page as it is built, a browser, and a web server with a made-up Prometheus for each test. */
export async function startDashboard(): Promise<Dashboard> {
  const directory = await mkdtemp(join(tmpdir(), 'smartx-page-'));
  await mkdir(pictures, { recursive: true });
  await build({
    configFile: join(root, 'dashboard/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: directory },
  });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArguments() });
  const mocks: Mock[] = [];
  return {
    browser,
    serve: async (size) => {
      const mock = await serveMock(directory, size);
      mocks.push(mock);
      return mock;
    },
    close: async () => {
      await browser.close();
      for (const mock of mocks) await mock.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Chromium's sandbox refuses root. It is to reach this machine alone, so it looks for nothing of its own elsewhere. */
function browserArguments(): string[] {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];
  return [...sandbox, ...quiet, '--disable-gpu', '--no-first-run'];
}

export interface OpenOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly motion?: 'reduce';
  /** `#/host/web-1` */
  readonly hash?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained about, violations of the policy included. */
  readonly complaints: readonly string[];
}

export async function openPage({ browser }: Dashboard, mock: Mock, options: OpenOptions = {}): Promise<OpenPage> {
  const { width = 1280, scheme = 'light', motion, hash = '' } = options;
  const page = await browser.newPage({
    viewport: { width, height: heights[width] ?? 900 },
    colorScheme: scheme,
    reducedMotion: motion ?? 'no-preference',
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium ends its requests when an interface comes or goes anywhere on this machine; the page asks again.
    if (message.type() === 'error' && !message.text().includes('ERR_NETWORK_CHANGED')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${mock.url}${hash}`);
  await page.locator('h1').waitFor();
  return { page, complaints };
}

const heights: Readonly<Record<number, number>> = { 360: 780, 1280: 900, 3840: 2160 };

/** Charts are asked for when somebody scrolls to them. */
export async function scrollThrough(page: Page): Promise<void> {
  for (const figure of await page.locator('figure.chart').all()) await figure.scrollIntoViewIfNeeded();
  await page.locator('figure.chart:not(:has(table))').first().waitFor({ state: 'detached' });
  await page.evaluate(() => scrollTo(0, 0));
}

/** What axe-core finds wrong, in a form that tells where. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}

export async function takePicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
