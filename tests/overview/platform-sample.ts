import type { PlatformDocument } from '../../src/overview/platform-document.ts';
import type { QueryName } from '../../src/overview/queries.ts';
import type { Answers } from '../../src/overview/read-overview.ts';

/** The default platform, as its document says it. */
export const document: PlatformDocument = {
  environment: 'lab',
  domain: 'foobar.com',
  siteUrl: 'https://www.foobar.com/',
  virtualAddress: '10.213.0.10',
  objective: { availability: 0.999, latencySeconds: 0.5, latency: 0.99 },
  scrapeIntervalSeconds: 5,
  retentionDays: 31,
  hosts: [
    ...['db-1', 'db-2', 'db-3'].map((name) => host(name, 'database')),
    ...['lb-1', 'lb-2'].map((name) => host(name, 'loadBalancer')),
    host('mon-1', 'monitoring'),
    ...['ns-1', 'ns-2'].map((name) => host(name, 'dns')),
    ...['web-1', 'web-2'].map((name) => host(name, 'web', 'app')),
  ],
  flows: [],
  apps: [{ id: 'app', url: 'https://www.foobar.com/' }],
};

function host(
  name: string,
  ...roles: PlatformDocument['hosts'][number]['roles'][number][]
): PlatformDocument['hosts'][number] {
  return { name, roles, privateAddress: '10.214.0.1' };
}

export type Series = readonly [labels: Readonly<Record<string, string>>, value: number | string];
export type Vectors = Readonly<Partial<Record<QueryName, readonly Series[] | undefined>>>;

export const now = 1_790_000_000;

/** Answers as Prometheus writes them. */
export function answersOf(vectors: Vectors, askedAtSeconds = now): Answers {
  const bodies = Object.entries(vectors).map(([name, series]) => [name, vectorBody(series ?? [])]);
  return { askedAtSeconds, bodies: Object.fromEntries(bodies) };
}

export function vectorBody(series: readonly Series[]): unknown {
  const result = series.map(([metric, value]) => ({ metric, value: [now, String(value)] }));
  return { status: 'success', data: { resultType: 'vector', result } };
}

const loadBalancers = ['lb-1', 'lb-2'];
const members = ['db-1', 'db-2', 'db-3'];

/** Everything answers, lb-1 has the address, db-2 takes the writes, and there was a minute of outage today. */
export const allWell: Vectors = {
  age: [[{}, 2.5]],
  up: [
    ...document.hosts.map(({ name }): Series => [{ host: name, job: 'node' }, 1]),
    ...loadBalancers.map((host): Series => [{ host, job: 'haproxy' }, 1]),
    ...members.map((host): Series => [{ host, job: 'mysql' }, 1]),
    ...['web-1', 'web-2'].map((host): Series => [{ host, job: 'nginx' }, 1]),
  ],
  servers: loadBalancers.flatMap((host) =>
    ['web-1', 'web-2'].flatMap((server) => serverSeries(host, server, 'UP', 'UP')),
  ),
  vrrp: [
    [{ host: 'lb-1' }, 1],
    [{ host: 'lb-2' }, 0],
  ],
  database: [
    ...members.map((host): Series => [{ __name__: 'mysql_up', host }, 1]),
    ...members.flatMap((host) =>
      members.map((of) => memberSeries(host, of, 'ONLINE', of === 'db-2' ? 'PRIMARY' : 'SECONDARY')),
    ),
  ],
  probes: [
    ...loadBalancers.map((host): Series => [{ host, job: 'probe-site' }, 1]),
    ...['ns-1', 'ns-2'].map((host): Series => [{ host, job: 'probe-zone' }, 1]),
  ],
  site: [[{ app: 'app' }, 1]],
  recorded: [
    [{ __name__: 'smartx:lb_requests:rate1m', host: 'lb-1' }, 40],
    [{ __name__: 'smartx:lb_requests:rate1m', host: 'lb-2' }, 0],
    [{ __name__: 'smartx:edge_requests:rate1m', host: 'lb-1', server: 'web-1' }, 21],
    [{ __name__: 'smartx:edge_requests:rate1m', host: 'lb-1', server: 'web-2' }, 19],
    [{ __name__: 'smartx:responses:rate1m', code: '2xx' }, 39],
    [{ __name__: 'smartx:responses:rate1m', code: '5xx' }, 1],
    [{ __name__: 'smartx:request_duration_seconds:p95' }, 0.012],
    [{ __name__: 'smartx:host_cpu:ratio', host: 'web-1' }, 0.25],
    [{ __name__: 'smartx:host_disk:ratio', host: 'web-1' }, 0.4],
    [{ __name__: 'smartx:certificate_days_left', name: 'site' }, 80.7],
    [{ __name__: 'smartx:certificate_days_left', name: 'lb-1' }, 12.2],
  ],
  alerts: [],
  backups: [
    [{ kind: 'logs' }, 300],
    [{ kind: 'full' }, 7_200],
  ],
  verifiedBackup: [[{}, 90_000]],
  uptime24h: [[{ app: 'app' }, 0.995]],
  known24h: [[{ app: 'app' }, 2_400]],
};

export function serverSeries(host: string, server: string, ready: string, alive: string): readonly Series[] {
  return [
    [{ __name__: 'haproxy_server_status', host, proxy: 'web', server, state: ready }, 1],
    [{ __name__: 'haproxy_server_status', host, proxy: 'web_alive', server, state: alive }, 1],
  ];
}

export function memberSeries(host: string, member: string, state: string, role: string): Series {
  const labels = { host, member_host: member, member_state: state, member_role: role };
  return [{ __name__: 'mysql_perf_schema_replication_group_member_info', ...labels }, 1];
}

/** Without what this host tells, and with what is said of it instead. */
export function without(vectors: Vectors, host: string): Vectors {
  const left = Object.entries(vectors).map(([name, series]) => [
    name,
    series?.flatMap((one): readonly Series[] => {
      if (one[0].host !== host) return [one];
      return name === 'up' ? [[one[0], 0]] : [];
    }),
  ]);
  return Object.fromEntries(left);
}
