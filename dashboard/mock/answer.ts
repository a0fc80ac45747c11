import { overviewQueries, type QueryName } from '../../src/overview/queries.ts';
import { living, type MockSample, sample, seriesAt, withRole } from './series.ts';
import type { World } from './world.ts';

/** As much of Prometheus as the page asks for. A question that it does not know has no answer, so that tests notice. */
export function answerInstant(world: World, expr: string, at: number): readonly MockSample[] | undefined {
  const known = overviewQueries.find((query) => query.expr === expr);
  if (known === undefined) return answerAt(world, expr, at);
  return world.state.prometheus === 'empty' ? [] : byName[known.name](world, at);
}

export function answerRange(world: World, expr: string, times: readonly number[]): readonly MockLine[] | undefined {
  const lines = new Map<string, MockLine>();
  for (const at of times) {
    const samples = answerAt(world, expr, at);
    if (samples === undefined) return undefined;
    for (const { labels, value } of samples) {
      const key = JSON.stringify(labels);
      const line = lines.get(key) ?? { labels, points: [] };
      line.points.push([at, value]);
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

export interface MockLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: [number, number][];
}

/** `max(NAME)`, `sum by (code) (NAME{host="web-1"})` and the like: what src/overview/panels.ts is made of. */
function answerAt(world: World, expr: string, at: number): readonly MockSample[] | undefined {
  const found =
    /^(?:(sum|max|min)(?: by \((\w+)\) )?\()?(?:\w+_over_time\()?([a-zA-Z][\w:]*)(?:\{([^}]*)\})?(?:\[\d+s\]\))?\)?$/.exec(
      expr,
    );
  if (found === null) return undefined;
  const [, how, by, name = '', matchers = ''] = found;
  const wanted = [...matchers.matchAll(/(\w+)="([^"]*)"/g)];
  const samples = seriesAt(world, name, at).filter(({ labels }) =>
    wanted.every(([, label = '', value = '']) => (labels[label] ?? '') === value),
  );
  if (how === undefined) return samples;
  const groups = Map.groupBy(samples, ({ labels }) => (by === undefined ? '' : (labels[by] ?? '')));
  return [...groups].map(([group, members]) => {
    const values = members.map(({ value }) => value);
    const value = how === 'sum' ? values.reduce((a, b) => a + b, 0) : Math[how as 'max' | 'min'](...values);
    return sample(by === undefined ? {} : { [by]: group }, value);
  });
}

type Answer = (world: World, at: number) => readonly MockSample[];

const oneApp = (value: number): Answer => {
  return () => [sample({ app: 'app' }, value)];
};

const byName: Readonly<Record<QueryName, Answer>> = {
  age: ({ state }) => [sample({}, state.prometheus === 'stale' ? 94 : 2.1)],
  up: (world) =>
    world.document.hosts.flatMap(({ name, roles }) => {
      const isUp = world.state.down.includes(name) ? 0 : 1;
      const jobs = ['node', ...roles.map((role) => jobsOf[role]).filter((job) => job !== undefined)];
      return jobs.map((job) => sample({ host: name, job }, isUp));
    }),
  servers: (world) =>
    living(world, 'loadBalancer').flatMap((host) =>
      withRole(world, 'web').flatMap((server) =>
        ['web', 'web_alive'].map((proxy) =>
          sample({ host, proxy, server, state: world.state.down.includes(server) ? 'DOWN' : 'UP' }, 1),
        ),
      ),
    ),
  vrrp: (world) =>
    living(world, 'loadBalancer').map((host) => sample({ host }, host === world.state.activeLoadBalancer ? 1 : 0)),
  database: (world) => {
    const members = living(world, 'database');
    return [
      ...members.map((host) => sample({ __name__: 'mysql_up', host }, 1)),
      ...members.flatMap((host) => members.map((of) => memberSample(host, of, world.state.primary))),
    ];
  },
  probes: (world) => [
    ...living(world, 'loadBalancer').map((host) => sample({ host, job: 'probe-site' }, 1)),
    ...living(world, 'dns').map((host) => sample({ host, job: 'probe-zone' }, 1)),
  ],
  site: (world) => [sample({ app: 'app' }, living(world, 'web').length > 0 ? 1 : 0)],
  recorded: (world, at) =>
    recorded.flatMap((name) =>
      seriesAt(world, name, at).map(({ labels, value }) => sample({ __name__: name, ...labels }, value)),
    ),
  alerts: ({ state }, at) =>
    state.alerts
      .filter(({ sinceSeconds, untilSeconds }) => sinceSeconds <= at && at < (untilSeconds ?? Infinity))
      .map(({ name, severity, host, sinceSeconds }) =>
        sample({ alertname: name, severity, ...(host === undefined ? {} : { host }) }, sinceSeconds),
      ),
  backups: () => [sample({ kind: 'full' }, 31_400), sample({ kind: 'logs' }, 212)],
  verifiedBackup: () => [sample({}, 31_900)],
  uptime24h: oneApp(1),
  uptime7d: oneApp(0.999_91),
  uptime30d: oneApp(0.999_62),
  known24h: oneApp(86_400 / 5),
  known7d: oneApp((7 * 86_400) / 5),
  known30d: oneApp((21 * 86_400) / 5),
};

function memberSample(host: string, member: string, primary: string): MockSample {
  const role = member === primary ? 'PRIMARY' : 'SECONDARY';
  const labels = { host, member_host: member, member_state: 'ONLINE', member_role: role };
  return sample({ __name__: 'mysql_perf_schema_replication_group_member_info', ...labels }, 1);
}

const jobsOf: Readonly<Record<string, string>> = { loadBalancer: 'haproxy', web: 'nginx', database: 'mysql' };

const recorded = [
  'smartx:certificate_days_left',
  'smartx:database_lag_seconds',
  'smartx:database_queries:rate1m',
  'smartx:dns_queries:rate1m',
  'smartx:edge_requests:rate1m',
  'smartx:host_cpu:ratio',
  'smartx:host_disk:ratio',
  'smartx:host_memory:ratio',
  'smartx:host_network_receive_bytes:rate1m',
  'smartx:host_network_transmit_bytes:rate1m',
  'smartx:lb_requests:rate1m',
  'smartx:request_duration_seconds:p50',
  'smartx:request_duration_seconds:p95',
  'smartx:request_duration_seconds:p99',
  'smartx:responses:rate1m',
];
