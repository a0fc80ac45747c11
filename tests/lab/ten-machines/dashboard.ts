import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killMachine } from '../../../src/lab/lab.ts';
import { must } from '../cli.ts';
import { configFile, hostNamed, lab, launcher, onHost, platform, smartx } from './ten-machines.ts';

/** Pictures stay, for whoever wants to see what was tested. */
const pictures = join(import.meta.dirname, '../../../node_modules/.smartx-screenshots');
const deathSeenMs = 10_000;
/** Ends a hang, and measures nothing: a machine that boots, on a computer that is busy. */
const patienceMs = 120_000;

/** What an operator sees: the page through `smartx dashboard`, in a browser. */
export function testDashboard(): void {
  describe('the dashboard, in a browser', () => {
    let command: ChildProcess;
    let browser: Browser;
    let page: Page;
    let opened: { readonly url: string; readonly user: string };
    const complaints: string[] = [];

    beforeAll(async () => {
      await mkdir(pictures, { recursive: true });
      command = spawn(launcher, ['dashboard', '--json', '--config', configFile, '--env', lab], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      opened = await readDocument(command);
      const password = (await must(smartx('dashboard', '--password'))).stdout.trim();
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const quiet = [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-gpu',
      ];
      browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...sandbox, ...quiet] });
      const login = { httpCredentials: { username: opened.user, password } };
      // The command itself has verified the certificate; this browser does not know the lab's authority.
      page = await browser.newPage({ ...login, ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } });
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
    }, patienceMs);

    afterAll(async () => {
      await browser?.close();
      command.kill('SIGINT');
      if (command.exitCode === null) await once(command, 'exit');
    });

    it('asks for a login', async () => {
      for (const path of ['', 'platform.json', 'prometheus/api/v1/query?query=up', 'alertmanager/api/v2/alerts']) {
        const { statusCode, headers } = await askAsStranger(new URL(path, opened.url));
        expect([path, statusCode]).toEqual([path, 401]);
        expect(headers['www-authenticate']).toMatch(/^Basic /);
      }
    });

    it(
      'shows every host, and that it is well',
      async () => {
        const answers = ['alerts', 'silences'].map((what) =>
          page.waitForResponse((response) => response.url().endsWith(`/alertmanager/api/v2/${what}`)),
        );
        await page.goto(opened.url);
        for (const { name } of platform.hosts) await seen(name, 'well');
        expect((await Promise.all(answers)).map((response) => response.status())).toEqual([200, 200]);
        await picture('lab-well');
      },
      patienceMs,
    );

    it(
      `shows within ${deathSeenMs / 1_000} s that a machine has died, and then that it is back`,
      async () => {
        await killMachine(lab, 'web-1');
        const diedAt = performance.now();
        await seen('web-1', 'down');
        expect(performance.now() - diedAt).toBeLessThan(deathSeenMs);
        await picture('lab-web-1-dead');
        await must(smartx('up', '--yes'));
        for (const { name } of platform.hosts) await seen(name, 'well');
      },
      patienceMs,
    );

    it(
      'shows where the virtual address goes',
      async () => {
        const active = await activeLoadBalancer();
        const other = active === 'lb-1' ? 'lb-2' : 'lb-1';
        await must(onHost(active, 'systemctl stop haproxy'));
        await badge(other).waitFor({ timeout: patienceMs });
        await picture('lab-address-moved');
        await must(onHost(active, 'systemctl start haproxy'));
        await seen(active, 'well');
      },
      patienceMs,
    );

    it('needs nothing that its policy forbids', () => {
      expect(complaints).toEqual([]);
    });

    function seen(name: string, health: 'well' | 'down'): Promise<void> {
      return page.locator(`[data-host="${name}"].${health}`).waitFor({ timeout: patienceMs });
    }

    function badge(name: string) {
      return page.locator(`[data-host="${name}"] .badge`, { hasText: 'active' });
    }

    /** As the page says it, which is compared with who holds the address. */
    async function activeLoadBalancer(): Promise<string> {
      const candidates = ['lb-1', 'lb-2'].filter((name) => hostNamed(name).roles.includes('loadBalancer'));
      for (const name of candidates) {
        const { stdout } = await onHost(name, 'ip -o address show');
        if (!stdout.includes(` ${platform.virtualAddress}/`)) continue;
        await badge(name).waitFor({ timeout: patienceMs });
        return name;
      }
      throw new Error('nobody holds the virtual address');
    }

    async function picture(name: string): Promise<void> {
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    }
  });
}

/** What the command prints when the dashboard answers. */
async function readDocument(command: ChildProcess): Promise<{ readonly url: string; readonly user: string }> {
  let text = '';
  for await (const chunk of command.stdout!) {
    text += chunk;
    if (text.trimEnd().endsWith('}')) return JSON.parse(text);
  }
  throw new Error(`smartx dashboard ended before it was open: ${text}`);
}

/** A browser that is asked for a login shows a dialogue, and tells its driver nothing. */
async function askAsStranger(url: URL): Promise<IncomingMessage> {
  const request = get(url, { rejectUnauthorized: false, signal: AbortSignal.timeout(patienceMs) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}
