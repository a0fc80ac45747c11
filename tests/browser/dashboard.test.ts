import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mock } from '../../dashboard/mock/serve.ts';
import type { WorldState } from '../../dashboard/mock/world.ts';
import { type Dashboard, findViolations, openPage, scrollThrough, startDashboard, takePicture } from './page.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});
afterAll(() => dashboard?.close());

/** A host is dead and an alert fires, so that all colours are seen. */
async function serveTrouble(): Promise<Mock> {
  const mock = await dashboard.serve('ten');
  const { state } = mock;
  state.down = ['web-1'];
  const sinceSeconds = Date.now() / 1000 - 90;
  state.alerts = [
    ...state.alerts,
    { name: 'HostDown', severity: 'critical', host: 'web-1', sinceSeconds },
    { name: 'DiskAlmostFull', severity: 'warning', host: 'db-1', sinceSeconds },
  ];
  return mock;
}

const looks = [360, 1280, 3840].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => [width, scheme] as const),
);

describe('everybody can use it', () => {
  test.each(looks)('at a width of %s, %s', async (width, scheme) => {
    const mock = await serveTrouble();
    const { page, complaints } = await openPage(dashboard, mock, { width, scheme });
    await scrollThrough(page);
    await takePicture(page, `overview-${width}-${scheme}`);
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.goto(`${mock.url}#/host/db-2`);
    await page.locator('h1', { hasText: 'db-2' }).waitFor();
    await scrollThrough(page);
    await takePicture(page, `host-${width}-${scheme}`);
    if (width === 1280) expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect([complaints, mock.unknown]).toEqual([[], []]);
    await page.close();
  });

  test('by keyboard alone: past the top, to a host, and back', async () => {
    const { page } = await openPage(dashboard, await dashboard.serve('ten'));
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the page');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    for (let presses = 0; presses < 30 && !(await focused()).startsWith('web-2'); presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'web-2' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(await page.title()).toBe('web-2 · foobar.com (lab)');
    await page.goBack();
    await page.locator('h1', { hasText: 'All is well' }).waitFor();
    await page.close();

    function focused() {
      return page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    }
  });

  test('the range of the charts is chosen with the arrow keys', async () => {
    const { page } = await openPage(dashboard, await dashboard.serve('ten'));
    await page.getByRole('radio', { name: 'the last hour' }).focus();
    const asked = page.waitForRequest((request) => request.url().includes('query_range'));
    await page.keyboard.press('ArrowRight');
    const words = new URL((await asked).url()).searchParams;
    expect(Number(words.get('end')) - Number(words.get('start'))).toBe(6 * 3600);
    await page.getByRole('heading', { name: 'History of the last 6 hours' }).waitFor();
    await page.close();
  });

  test('what a chart shows stands beside it in words', async () => {
    const { page } = await openPage(dashboard, await dashboard.serve('ten'));
    const chart = page.locator('[data-panel=latency]');
    await chart.scrollIntoViewIfNeeded();
    const rows = chart.getByRole('row');
    await rows.nth(3).waitFor();
    expect(await rows.first().innerText()).toMatch(/now\s+least\s+most/);
    expect(await rows.nth(3).innerText()).toMatch(/^p99(\s+[\d.]+ m?s){3}$/);
    const spoken = await page.getByRole('list', { name: 'Requests between hosts' }).innerText();
    expect(spoken).toMatch(/lb-1 to web-1: [\d.]+\/s requests/);
    await page.close();
  });

  test('nothing moves for those who do not want it', async () => {
    const mock = await dashboard.serve('ten');
    const movements = async (motion?: 'reduce') => {
      const { page } = await openPage(dashboard, mock, motion === undefined ? {} : { motion });
      await page.locator('.flow').first().waitFor({ state: 'attached' });
      const running = await page.evaluate(() => document.getAnimations().length);
      await page.close();
      return running;
    };
    expect(await movements('reduce')).toBe(0);
    expect(await movements()).toBeGreaterThan(0);
  });
});

// These wait for the page's next question, most of the time.
describe.concurrent('it tells what is', () => {
  test('a dead host turns red, traffic goes elsewhere, and both come back', async () => {
    const mock = await dashboard.serve('ten');
    const { page } = await openPage(dashboard, mock);
    const host = page.locator('.topology [data-host=web-1]');
    await page.locator('h1', { hasText: 'All is well' }).waitFor();
    mock.state.down = ['web-1'];
    await page.locator('h1', { hasText: 'Users are served; web-1 is down' }).waitFor({ timeout: 10_000 });
    expect(await host.getAttribute('class')).toBe('host down');
    await page.locator('.topology').getByRole('link', { name: 'web-1, down, it does not answer' }).waitFor();
    await takePicture(page, 'web-1-down');
    mock.state.down = ['web-1', 'web-2'];
    await page.locator('h1', { hasText: 'Users are not served' }).waitFor({ timeout: 10_000 });
    mock.state.down = [];
    await page.locator('h1', { hasText: 'All is well' }).waitFor({ timeout: 10_000 });
    await page.close();
  });

  test('the virtual address and the primary move', async () => {
    const mock = await dashboard.serve('ten');
    const { page } = await openPage(dashboard, mock);
    const host = (name: string) => page.locator('.topology').getByRole('link', { name, exact: true });
    await host('lb-1, active, well').waitFor();
    await host('db-2, primary, well').waitFor();
    mock.state.activeLoadBalancer = 'lb-2';
    mock.state.primary = 'db-3';
    await host('lb-2, active, well').waitFor({ timeout: 10_000 });
    await host('db-3, primary, well').waitFor({ timeout: 10_000 });
    await host('lb-1, well').waitFor();
    await page.close();
  });

  test('deploys, drills and switchovers are told, and point to their host', async () => {
    const { page } = await openPage(dashboard, await dashboard.serve('ten'));
    const marks = page.getByRole('region', { name: 'Deploys, drills and switchovers' }).getByRole('listitem');
    expect(await marks.first().innerText()).toMatch(/deploy\s+release 63d97ca5606d on web-1, web-2/);
    expect(await marks.nth(1).getByRole('link').getAttribute('href')).toBe('#/host/web-2');
    await page.close();
  });

  test('an alert says what it means and what to do, and is history afterwards', async () => {
    const mock = await serveTrouble();
    const { page } = await openPage(dashboard, mock);
    const alerts = page.getByRole('region', { name: 'Alerts', exact: true });
    await alerts.getByText('web-1 is not as it should be').waitFor();
    expect(await alerts.innerText()).toContain('docs/runbooks/host-down.md');
    await alerts.getByRole('row', { name: /HostDown\s*web-2/ }).waitFor();
    expect(await alerts.getByRole('row', { name: /HostDown\s*web-1/ }).innerText()).toContain('still firing');
    await page.close();
  });

  test('an alert that nobody is told of says why, by the word of Alertmanager', async () => {
    const mock = await dashboard.serve('ten');
    const sinceSeconds = Date.now() / 1000 - 90;
    mock.state.alerts = [
      { name: 'HostDown', severity: 'critical', host: 'web-1', sinceSeconds },
      { name: 'WebHostOut', severity: 'warning', host: 'web-1', sinceSeconds, inhibitedBy: 'HostDown' },
      {
        ...{ name: 'HostDiskFilling', severity: 'warning', host: 'db-1', sinceSeconds },
        silencedUntilSeconds: sinceSeconds + 3600,
      },
    ];
    const { page } = await openPage(dashboard, mock);
    const alerts = page.getByRole('region', { name: 'Alerts', exact: true });
    const told = (name: string) =>
      alerts.getByRole('listitem').filter({ has: page.locator('strong', { hasText: name }) });
    await told('WebHostOut').getByText('Not told by itself: HostDown web-1 says more.').waitFor();
    await told('HostDiskFilling')
      .getByText(/^Silenced until \d+ \w+, \d\d:\d\d by ann: the disk is being exchanged$/)
      .waitFor();
    expect(await told('HostDown').innerText()).not.toMatch(/told|silenced/i);
    await takePicture(page, 'alerts-muted');
    expect(await findViolations(page)).toEqual([]);
    await page.close();
  });

  test('that Alertmanager is gone is said, and takes back what it said', async () => {
    const mock = await dashboard.serve('ten');
    const now = Date.now() / 1000;
    mock.state.alerts = [
      {
        name: 'HostDown',
        severity: 'critical',
        host: 'web-1',
        sinceSeconds: now - 90,
        silencedUntilSeconds: now + 3600,
      },
    ];
    const { page } = await openPage(dashboard, mock);
    const alerts = page.getByRole('region', { name: 'Alerts', exact: true });
    await alerts.getByText(/^Silenced until/).waitFor();
    mock.state.alertmanager = 'gone';
    await page.getByRole('alert').getByText('Alertmanager is gone.').waitFor({ timeout: 15_000 });
    await alerts.getByText(/^Silenced until/).waitFor({ state: 'detached' });
    expect(await page.getByText('not live').count()).toBe(0);
    await takePicture(page, 'notice-alertmanager');
    mock.state.alertmanager = 'well';
    await alerts.getByText(/^Silenced until/).waitFor({ timeout: 15_000 });
    await page.close();
  });

  test('a host that is not declared', async () => {
    const { page } = await openPage(dashboard, await dashboard.serve('ten'), { hash: '#/host/web-9' });
    await page.locator('h1', { hasText: 'There is no host web-9' }).waitFor();
    await page.close();
  });
});

describe.concurrent('it says plainly what it does not know', () => {
  const set = (change: Partial<WorldState>) => (mock: Mock) => void Object.assign(mock.state, change);
  const cases = [
    ['gone', 'Prometheus is gone.', set({ prometheus: 'gone' })],
    ['stale', 'The newest figures are 1 min 3', set({ prometheus: 'stale' })],
    ['empty', 'Nothing has been measured.', set({ prometheus: 'empty' })],
    ['login', 'Your login has expired.', set({ isLoginExpired: true })],
    ['server', 'The monitoring host does not answer.', (mock: Mock) => mock.close()],
  ] as const;

  test.each(cases)('%s', async (name, words, breakIt) => {
    const mock = await dashboard.serve('ten');
    const { page } = await openPage(dashboard, mock);
    await page.locator('h1', { hasText: 'All is well' }).waitFor();
    await breakIt(mock);
    await page.getByRole('alert').getByText(words).waitFor({ timeout: 15_000 });
    await page.getByText('not live').waitFor();
    await takePicture(page, `notice-${name}`);
    if (name === 'gone') {
      // Answers that no longer come grow old, and with them what they said of each host.
      await page.locator('.topology .host.well').first().waitFor({ state: 'detached', timeout: 25_000 });
      expect(await findViolations(page)).toEqual([]);
      mock.state.prometheus = 'well';
      await page.locator('h1', { hasText: 'All is well' }).waitFor({ timeout: 10_000 });
    }
    await page.close();
  });

  test.each(['stale', 'empty'] as const)('what is %s is no health', async (prometheus) => {
    const mock = await dashboard.serve('ten');
    mock.state.prometheus = prometheus;
    const { page } = await openPage(dashboard, mock);
    await page.locator('h1', { hasText: 'Nothing is known right now' }).waitFor();
    expect(await page.locator('.topology .host:not(.unknown)').count()).toBe(0);
    await page.close();
  });
});

test('while nobody looks, nothing is asked; then everything at once', async () => {
  const { page } = await openPage(dashboard, await dashboard.serve('ten'));
  await page.locator('h1', { hasText: 'All is well' }).waitFor();
  const look = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await look(true);
  // What was asked before is still answered.
  await page.waitForLoadState('networkidle');
  let asked = 0;
  page.on('request', () => asked++);
  // Twice as long as the page usually rests.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 4_000)));
  expect(asked).toBe(0);
  const next = page.waitForRequest((request) => request.url().includes('/query?'), { timeout: 1_000 });
  await look(false);
  await next;
  await page.close();
});

test.each([360, 1280, 3840])('a hundred hosts at a width of %s', async (width) => {
  const mock = await dashboard.serve('hundred');
  mock.state.down = ['web-31'];
  const { page, complaints } = await openPage(dashboard, mock, { width });
  await page.locator('h1', { hasText: 'web-31 is down' }).waitFor();
  await scrollThrough(page);
  expect(await page.locator('.topology .host').count()).toBe(100);
  await page.locator('.topology').getByRole('link', { name: 'db-2, primary, well' }).waitFor();
  await takePicture(page, `hundred-${width}`);
  // It takes seconds for so many, and finds the same at each width.
  if (width === 1280) expect(await findViolations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect([complaints, mock.unknown]).toEqual([[], []]);
  await page.close();
});
