import { describe, expect, test } from 'vitest';
import type { Overview } from '../../src/overview/overview.ts';
import { readOverview } from '../../src/overview/read-overview.ts';
import {
  allWell,
  answersOf,
  document,
  memberSeries,
  now,
  type Series,
  serverSeries,
  type Vectors,
  without,
} from './platform-sample.ts';

const read = (vectors: Vectors): Overview => readOverview(document, answersOf(vectors), now);
const hostOf = (overview: Overview, name: string) => overview.hosts.find((host) => host.name === name)!;
const also = (name: keyof Vectors, ...series: readonly Series[]): Vectors => ({
  ...allWell,
  [name]: [...(allWell[name] ?? []), ...series],
});

describe('when everything answers', () => {
  const overview = read(allWell);

  test('all hosts are well, and so is the whole', () => {
    expect(
      overview.hosts.flatMap(({ name, health, reasons }) => (health === 'well' ? [] : [name, health, reasons])),
    ).toEqual([]);
    expect(overview.health).toBe('well');
    expect(overview.site).toMatchObject({ health: 'well', reasons: [], apps: [{ id: 'app', health: 'well' }] });
    expect(overview.figures).toEqual({ state: 'fresh', ageSeconds: 2.5 });
  });

  test('it says who does the work', () => {
    expect(overview.activeLoadBalancer).toBe('lb-1');
    expect(overview.primary).toBe('db-2');
  });

  test('edges have their rates, and those that nobody measured are there without one', () => {
    const told = overview.edges.map(({ from, to, perSecond }) => [
      from.kind === 'host' ? from.host : from.kind,
      to.kind === 'host' && to.host,
      perSecond,
    ]);
    expect(told).toEqual([
      ['users', 'lb-1', 40],
      ['users', 'lb-2', 0],
      ['lb-1', 'web-1', 21],
      ['lb-1', 'web-2', 19],
      ['lb-2', 'web-1', undefined],
      ['lb-2', 'web-2', undefined],
      ['applications', 'db-1', undefined],
      ['applications', 'db-2', undefined],
      ['applications', 'db-3', undefined],
      ['users', 'ns-1', undefined],
      ['users', 'ns-2', undefined],
    ]);
  });

  test('traffic is that of the whole platform', () => {
    expect(overview.traffic).toMatchObject({
      requestsPerSecond: 40,
      errorRatio: 1 / 40,
      latencySeconds: { p95: 0.012 },
      databaseQueriesPerSecond: undefined,
    });
  });

  test('certificates that end first come first; backups are told by kind', () => {
    expect(overview.certificates).toEqual([
      { name: 'lb-1', daysLeft: 12, health: 'warning' },
      { name: 'site', daysLeft: 80, health: 'well' },
    ]);
    expect(overview.backups).toEqual([
      { kind: 'full', ageSeconds: 7_200 },
      { kind: 'logs', ageSeconds: 300 },
      { kind: 'verified', ageSeconds: 90_000 },
    ]);
  });
});

describe('a host', () => {
  test('that does not answer is down; the platform is not', () => {
    const overview = read(without(allWell, 'web-1'));
    expect(hostOf(overview, 'web-1')).toMatchObject({ health: 'down', reasons: ['it does not answer'] });
    expect(overview.health).toBe('warning');
  });

  test('whose exporter alone is silent is not down', () => {
    const up = allWell.up?.map(
      ([labels]): Series => [labels, labels.host === 'web-1' && labels.job === 'node' ? 0 : 1],
    );
    expect(hostOf(read({ ...allWell, up }), 'web-1')).toMatchObject({
      health: 'warning',
      reasons: ['nothing measures its resources: node_exporter is silent'],
    });
  });

  test('that nobody measures is unknown', () => {
    const up = allWell.up?.filter(([{ host }]) => host !== 'mon-1');
    expect(hostOf(read({ ...allWell, up }), 'mon-1')).toMatchObject({
      health: 'unknown',
      reasons: ['nothing of it is measured'],
    });
  });

  test('whose disk is nearly full is a worry, and so is one with an alert', () => {
    const full = read(also('recorded', [{ __name__: 'smartx:host_disk:ratio', host: 'db-1' }, 0.931]));
    expect(hostOf(full, 'db-1')).toMatchObject({ health: 'warning', reasons: ['its disk is 93 % full'], disk: 0.931 });
    const alerting = read(also('alerts', [{ alertname: 'ClockSkew', host: 'db-1', severity: 'warning' }, now - 60]));
    expect(hostOf(alerting, 'db-1').reasons).toEqual(['alert ClockSkew']);
  });
});

describe('a web host', () => {
  test('that is silent and that no load balancer wants is down, before everybody who asks it knows', () => {
    const up = allWell.up?.map(
      ([labels]): Series => [labels, labels.host === 'web-1' && labels.job === 'node' ? 0 : 1],
    );
    const servers = ['lb-1', 'lb-2'].flatMap((host) => serverSeries(host, 'web-1', 'DOWN', 'UP'));
    expect(hostOf(read({ ...allWell, up, servers }), 'web-1')).toMatchObject({
      health: 'down',
      reasons: ['it does not answer'],
    });
  });

  test.each([
    ['DOWN', 'DOWN', 'DOWN', 'DOWN', 'down', ['no load balancer reaches it']],
    ['DOWN', 'UP', 'DOWN', 'UP', 'warning', ['no load balancer takes its application for ready']],
    ['UP', 'UP', 'DOWN', 'DOWN', 'warning', ['it is down for lb-2']],
    ['DRAIN', 'DRAIN', 'DRAIN', 'DRAIN', 'warning', ['it is set aside: no new requests']],
    ['MAINT', 'UP', 'UP', 'UP', 'warning', ['it is set aside: no new requests']],
  ])('ready %s, alive %s for lb-1; ready %s, alive %s for lb-2: %s', (...row) => {
    const [ready1, alive1, ready2, alive2, health, reasons] = row;
    const servers = [
      ...serverSeries('lb-1', 'web-1', ready1, alive1),
      ...serverSeries('lb-2', 'web-1', ready2, alive2),
    ];
    expect(hostOf(read({ ...allWell, servers }), 'web-1')).toMatchObject({ health, reasons });
  });

  test('of which no load balancer tells is unknown, not down', () => {
    expect(hostOf(read({ ...allWell, servers: [] }), 'web-1').health).toBe('unknown');
  });
});

describe('load balancers', () => {
  test.each([
    [-1, 1, 'lb-2', ['keepalived is in FAULT: it cannot take the virtual address']],
    [0, 0, undefined, ['no load balancer says that it has the virtual address']],
    [1, 1, undefined, ['it is not alone in having the virtual address']],
  ])('lb-1 says %s and lb-2 says %s', (first, second, active, reasons) => {
    const overview = read({
      ...allWell,
      vrrp: [
        [{ host: 'lb-1' }, first],
        [{ host: 'lb-2' }, second],
      ],
    });
    expect(overview.activeLoadBalancer).toBe(active);
    expect(hostOf(overview, 'lb-1')).toMatchObject({ health: 'warning', reasons });
  });

  test('that tell no state are not called unwell for it', () => {
    const { vrrp: _, ...rest } = allWell;
    const overview = read(rest);
    expect(overview.activeLoadBalancer).toBeUndefined();
    expect(hostOf(overview, 'lb-1').health).toBe('well');
  });

  test('whose HAProxy is silent is down', () => {
    const up = allWell.up?.map(
      ([labels]): Series => [labels, labels.host === 'lb-2' && labels.job === 'haproxy' ? 0 : 1],
    );
    expect(hostOf(read({ ...allWell, up }), 'lb-2')).toMatchObject({
      health: 'down',
      reasons: ['HAProxy does not answer'],
    });
  });
});

describe('the database', () => {
  const group = (...series: readonly Series[]): Vectors => ({
    ...allWell,
    database: [...['db-1', 'db-2', 'db-3'].map((host): Series => [{ __name__: 'mysql_up', host }, 1]), ...series],
  });

  test('a member that was cut off does not make itself the primary', () => {
    const overview = read(
      group(
        memberSeries('db-1', 'db-1', 'ONLINE', 'PRIMARY'),
        memberSeries('db-1', 'db-2', 'UNREACHABLE', 'SECONDARY'),
        ...['db-2', 'db-3'].flatMap((by) => [
          memberSeries(by, 'db-2', 'ONLINE', 'PRIMARY'),
          memberSeries(by, 'db-3', 'ONLINE', 'SECONDARY'),
        ]),
      ),
    );
    expect(overview.primary).toBe('db-2');
  });

  test('members that catch up, that left, and that lie still', () => {
    const overview = read({
      ...group(
        memberSeries('db-1', 'db-1', 'ONLINE', 'PRIMARY'),
        memberSeries('db-1', 'db-2', 'RECOVERING', 'SECONDARY'),
        [{ __name__: 'mysql_perf_schema_replication_group_member_info', host: 'db-3', member_state: 'OFFLINE' }, 1],
      ),
    });
    expect(hostOf(overview, 'db-2')).toMatchObject({ health: 'warning' });
    expect(hostOf(overview, 'db-3')).toMatchObject({
      health: 'down',
      reasons: ['it is no working member of its group (OFFLINE)'],
    });
    const silent = read({ ...allWell, database: [[{ __name__: 'mysql_up', host: 'db-1' }, 0]] });
    expect(hostOf(silent, 'db-1')).toMatchObject({ health: 'down', reasons: ['MySQL does not answer'] });
    expect(silent.primary).toBeUndefined();
  });

  test('of one server it is the primary when it answers', () => {
    const single = { ...document, hosts: document.hosts.filter(({ name }) => !['db-2', 'db-3'].includes(name)) };
    const vectors = { ...allWell, database: [[{ __name__: 'mysql_up', host: 'db-1' }, 1]] as const };
    expect(readOverview(single, answersOf(vectors), now).primary).toBe('db-1');
  });
});

describe('uptime', () => {
  const [day, , month] = read(allWell).site.uptime;

  test('is that of the time somebody measured, and says how long that was', () => {
    expect(day).toMatchObject({ window: '24h', knownSeconds: 12_000, ratio: 0.995 });
    expect(day?.downSeconds).toBeCloseTo(60);
    expect(day?.budget.allowedSeconds).toBeCloseTo(86.4);
    expect(day?.budget.left).toBeCloseTo(1 - 60 / 86.4);
  });

  test('of a time that nobody measured is unknown, neither down nor up', () => {
    expect(month).toMatchObject({
      knownSeconds: 0,
      ratio: undefined,
      downSeconds: undefined,
      budget: { left: undefined },
    });
  });

  test('is that of the application that was worst off', () => {
    const overview = read({
      ...allWell,
      uptime7d: [
        [{ app: 'shop' }, 1],
        [{ app: 'app' }, 0.9],
      ],
      known7d: [
        [{ app: 'shop' }, 1e6],
        [{ app: 'app' }, 100],
      ],
    });
    expect(overview.site.uptime[1]).toMatchObject({ ratio: 0.9, knownSeconds: 500 });
    expect(overview.site.uptime[1]?.downSeconds).toBeCloseTo(50);
  });
});

describe('the site', () => {
  test('that does not answer through its address is down, whatever its hosts are', () => {
    const overview = read({ ...allWell, site: [[{ app: 'app' }, 0]] });
    expect(overview).toMatchObject({
      health: 'down',
      site: { health: 'down', reasons: ['app does not answer through the virtual address'] },
    });
  });

  test('that nobody probes is unknown', () => {
    const { site: _, ...rest } = allWell;
    expect(read(rest)).toMatchObject({ health: 'unknown', site: { health: 'unknown' } });
  });
});

describe('figures', () => {
  test('older than three scrapes tell nothing about now, and what is about days stays', () => {
    const overview = read({ ...allWell, age: [[{}, 16]] });
    expect(overview.figures).toEqual({ state: 'stale', ageSeconds: 16 });
    expect(overview.health).toBe('unknown');
    expect(new Set(overview.hosts.map(({ health }) => health))).toEqual(new Set(['unknown']));
    expect(hostOf(overview, 'web-1').reasons).toEqual(['the newest figures are 16 s old']);
    expect(overview.activeLoadBalancer).toBeUndefined();
    expect(overview.backups).toHaveLength(3);
    expect(overview.site.uptime[0]?.ratio).toBe(0.995);
  });

  test('grow old after the last answer', () => {
    expect(readOverview(document, answersOf(allWell, now - 20), now).figures).toEqual({
      state: 'stale',
      ageSeconds: 22.5,
    });
  });

  test('are gone when Prometheus does not answer', () => {
    const overview = read({});
    expect(overview.figures).toEqual({ state: 'gone', reason: 'Prometheus does not answer' });
    expect(overview.health).toBe('unknown');
    expect(overview.site.reasons).toEqual(['Prometheus does not answer']);
    expect(overview.traffic.requestsPerSecond).toBeUndefined();
  });
});

test('alerts: critical ones first, then the newest', () => {
  const alerts: readonly Series[] = [
    [{ alertname: 'A', severity: 'warning', host: 'db-1' }, now - 10],
    [{ alertname: 'B', severity: 'critical', job: 'x' }, now - 100],
    [{ alertname: 'C', severity: 'critical' }, now - 50],
  ];
  const overview = read({ ...allWell, alerts });
  expect(overview.alerts.map(({ name }) => name)).toEqual(['C', 'B', 'A']);
  expect(overview.health).toBe('warning');
  expect(overview.alerts[1]).toEqual({
    name: 'B',
    severity: 'critical',
    host: undefined,
    sinceSeconds: now - 100,
    labels: { job: 'x' },
  });
});
