import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { choosePaint, plain } from '../../../src/cli/paint.ts';
import { renderDirect } from '../../../src/cli/watch/render-direct.ts';
import { renderScreen, type Screen } from '../../../src/cli/watch/render-screen.ts';
import { readOverview } from '../../../src/overview/read-overview.ts';
import {
  allWell,
  answersOf,
  document,
  now,
  type Series,
  type Vectors,
  without,
} from '../../overview/platform-sample.ts';

const marks = [{ at: new Date((now - 900) * 1_000).toISOString(), kind: 'deploy', title: 'app 4f1c2a9' }];

function screenOf(vectors: Vectors, of = document): Screen {
  const overview = readOverview(of, answersOf(vectors), now);
  return { document: of, overview, host: 'mon-1', marks, now: new Date(2026, 8, 21, 14, 5, 9), live: true };
}

// The clock on the screen is the local one, and ages are counted from it: so both are the same moment here.
const at = (screen: Screen): Screen => ({ ...screen, now: new Date(now * 1_000) });
const render = (screen: Screen, columns = 80, rows = 24) => renderScreen(at(screen), { columns, rows }, plain);
const withoutClock = (text: string) => text.replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss');

test('everything is well', () => {
  expect(withoutClock(render(screenOf(allWell)))).toMatchSnapshot();
});

test('a web host is dead, an alert fires, the certificate ends soon', () => {
  const alerts: readonly Series[] = [
    [{ alertname: 'HostDown', severity: 'critical', host: 'web-1' }, now - 65],
    [{ alertname: 'BudgetBurns', severity: 'warning' }, now - 4_000],
  ];
  expect(withoutClock(render(screenOf({ ...without(allWell, 'web-1'), alerts })))).toMatchSnapshot();
});

test('old figures are called so before anything else', () => {
  expect(render(screenOf({ ...allWell, age: [[{}, 47]] })).split('\n')[0]).toContain(
    'STALE: figures of mon-1, 47 s old',
  );
});

describe('it fits', () => {
  const many = Array.from({ length: 120 }, (_, index) => `web-${index + 1}`);
  const wide = {
    ...document,
    hosts: [
      ...document.hosts.filter(({ roles }) => !roles.includes('web')),
      ...many.map((name) => ({ name, roles: ['web', 'app'] as const, privateAddress: '10.0.0.1' })),
    ],
  };
  const vectors: Vectors = {
    ...allWell,
    up: [
      ...(allWell.up ?? []),
      ...many.slice(2).map((host): Series => [{ host, job: 'node' }, host === 'web-77' ? 0 : 1]),
    ],
    servers: many.map((server): Series => [{ host: 'lb-1', proxy: 'web', server, state: 'UP' }, 1]),
    alerts: many.slice(0, 9).map((host): Series => [{ alertname: 'A'.repeat(100), host }, now]),
  };

  test.each([
    [80, 24],
    [60, 20],
    [200, 50],
  ])('into %i columns and %i rows', (columns, rows) => {
    for (const screen of [screenOf(allWell), screenOf(vectors, wide), screenOf({}, wide)]) {
      const lines = render(screen, columns, rows).split('\n');
      expect(lines.length).toBeLessThan(rows);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
    }
  });

  test('and what is not well is seen among many', () => {
    const text = render(screenOf({ ...vectors, alerts: [] }, wide));
    expect(text).toContain('✖ web-77');
    expect(text).toMatch(/● 119 more well|119 more well/);
  });
});

test('with colours it is the same text', () => {
  const screen = at(screenOf(without(allWell, 'web-1')));
  const painted = renderScreen(screen, { columns: 80, rows: 24 }, choosePaint(true, true, {}));
  expect(painted).not.toBe(stripVTControlCharacters(painted));
  expect(stripVTControlCharacters(painted).replaceAll(/ +$/gm, '')).toBe(
    renderScreen(screen, { columns: 80, rows: 24 }, plain),
  );
});

test('what others wrote does not move the cursor', () => {
  const evil = [{ at: marks[0]!.at, kind: 'deploy', title: '\u001b[2Jgone\u009b1m' }];
  const text = render({ ...screenOf(allWell), marks: evil });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u009b]/);
});

test('without monitoring the hosts speak for themselves', () => {
  const host = { roles: ['web'] as const, publicAddress: null, privateAddress: '10.214.0.1' };
  const services = [
    { name: 'app.service', state: 'active' },
    { name: 'nginx.service', state: 'active' },
  ];
  const hosts = [
    ...Array.from({ length: 30 }, (_, index) => ({
      ...host,
      name: `web-${index}`,
      state: 'running' as const,
      services,
    })),
    { ...host, name: 'web-30', state: 'unreachable' as const, services: [] },
    { ...host, name: 'web-31', state: 'running' as const, services: [{ name: 'nginx.service', state: 'failed' }] },
  ];
  const status = { environment: 'lab', url: 'https://www.foobar.com/', caFile: '', virtualAddress: '', hosts };
  const screen = {
    status: { ...status, certificates: null },
    why: 'mon-1: no route to host',
    now: new Date(now * 1_000),
  };
  const text = renderDirect(screen, { columns: 80, rows: 24 }, plain);
  expect(withoutClock(text)).toMatchSnapshot();
});
