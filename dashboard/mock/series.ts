import type { World } from './world.ts';

export interface MockSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Every series of a name at one moment. */
export function seriesAt(world: World, name: string, at: number): readonly MockSample[] {
  return (makers[name] ?? (() => []))(world, at);
}

type Maker = (world: World, at: number) => readonly MockSample[];

const makers: Readonly<Record<string, Maker>> = {
  'smartx:lb_requests:rate1m': (world, at) =>
    withRole(world, 'loadBalancer').map((host) =>
      sample({ host }, host === world.state.activeLoadBalancer ? requests(world, at) : 0),
    ),
  'smartx:edge_requests:rate1m': edges,
  'smartx:responses:rate1m': (world, at) => {
    const all = requests(world, at);
    return [
      sample({ code: '2xx' }, all * 0.946),
      sample({ code: '3xx' }, all * 0.031),
      sample({ code: '4xx' }, all * (0.022 + noise(at, 4) * 0.004)),
      sample({ code: '5xx' }, all * errors(at)),
    ];
  },
  'smartx:request_duration_seconds:p50': latency(0.011, 1),
  'smartx:request_duration_seconds:p95': latency(0.046, 2),
  'smartx:request_duration_seconds:p99': latency(0.118, 3),
  'smartx:slo_errors:ratio_rate5m': (_world, at) => [sample({}, errors(at))],
  'smartx:slo_slow:ratio_rate5m': (_world, at) => [sample({}, 0.0011 + noise(at, 6) * 0.0009)],
  'smartx:site_up': () => [sample({ app: 'app' }, 1)],
  'smartx:host_cpu:ratio': ofHosts(
    (kind, seed, at) => (cpuOf[kind] ?? 0.04) * (0.5 + load(at)) + noise(at, seed) * 0.03,
  ),
  'smartx:host_memory:ratio': ofHosts((kind, seed, at) => (memoryOf[kind] ?? 0.2) + noise(at / 12, seed) * 0.02),
  'smartx:host_disk:ratio': ofHosts(
    (kind, seed, at) => (diskOf[kind] ?? 0.22) + (seed % 7) / 90 + (at % 864_000) / 864_000 / 40,
  ),
  'smartx:host_network_receive_bytes:rate1m': ofHosts(
    (kind, seed, at) => (networkOf[kind] ?? 9) * 1000 * (0.4 + load(at)) * (1 + noise(at, seed) * 0.2),
  ),
  'smartx:host_network_transmit_bytes:rate1m': ofHosts(
    (kind, seed, at) => (networkOf[kind] ?? 9) * 1700 * (0.4 + load(at)) * (1 + noise(at, seed + 9) * 0.2),
  ),
  'smartx:database_queries:rate1m': (world, at) =>
    living(world, 'database').map((host) =>
      sample({ host }, host === world.state.primary ? requests(world, at) * 3.1 : 1.2 + noise(at, 8)),
    ),
  'smartx:database_lag_seconds': (world, at) =>
    living(world, 'database').map((host) =>
      sample({ host }, host === world.state.primary ? 0 : 0.02 + noise(at, hash(host)) * 0.05),
    ),
  'smartx:dns_queries:rate1m': (world, at) =>
    living(world, 'dns').map((host) => sample({ host }, 6 + load(at) * 8 + noise(at, hash(host)) * 2)),
  'smartx:certificate_days_left': ({ document }) => [
    sample({ name: 'www.foobar.com' }, 63.4),
    ...document.hosts.slice(0, 12).map(({ name }) => sample({ name }, 341.5)),
  ],
  ALERTS: ({ state }, at) =>
    state.alerts
      .filter(({ sinceSeconds, untilSeconds }) => sinceSeconds <= at && at < (untilSeconds ?? Infinity))
      .map(({ name, severity, host }) =>
        sample({ alertname: name, alertstate: 'firing', severity, ...(host === undefined ? {} : { host }) }, 1),
      ),
};

/** Requests each second of all users: a day's wave, a minute's noise. */
function requests({ document }: World, at: number): number {
  return (document.hosts.length > 20 ? 2600 : 84) * (0.45 + load(at)) * (1 + noise(at, 5) * 0.09);
}

/** Between web hosts that are there, evenly. */
function edges(world: World, at: number): MockSample[] {
  const web = living(world, 'web');
  return withRole(world, 'loadBalancer').flatMap((host) =>
    withRole(world, 'web').map((server) => {
      const share = host === world.state.activeLoadBalancer && web.includes(server) ? 1 / web.length : 0;
      return sample({ host, server }, requests(world, at) * share * (1 + noise(at, hash(server)) * 0.04));
    }),
  );
}

function latency(usual: number, seed: number): Maker {
  return ({ state }, at) => [
    sample({}, usual * (1 + load(at) * 0.6 + noise(at, seed) * 0.35 + state.down.length * 0.5)),
  ];
}

function errors(at: number): number {
  return 0.0002 + Math.max(0, noise(Math.floor(at / 90) * 90, 7) - 0.93) * 0.02;
}

/** 0 at night, 1 in the middle of the day. */
function load(at: number): number {
  return 0.5 - 0.5 * Math.cos(((at % 86_400) / 86_400) * 2 * Math.PI + Math.sin(at / 9000) * 0.3);
}

function ofHosts(measure: (kind: string, seed: number, at: number) => number): Maker {
  return ({ document, state }, at) =>
    document.hosts
      .filter(({ name }) => !state.down.includes(name))
      .map(({ name }) => sample({ host: name }, Math.max(0, measure(name.replace(/\d+$/, ''), hash(name), at))));
}

const cpuOf: Readonly<Record<string, number>> = { 'web-': 0.42, 'app-': 0.5, 'db-': 0.25, 'lb-': 0.11, 'mon-': 0.14 };
const memoryOf: Readonly<Record<string, number>> = { 'web-': 0.44, 'app-': 0.5, 'db-': 0.71, 'mon-': 0.38 };
const diskOf: Readonly<Record<string, number>> = { 'db-': 0.47, 'mon-': 0.33 };
const networkOf: Readonly<Record<string, number>> = { 'web-': 310, 'app-': 160, 'db-': 120, 'lb-': 620, 'mon-': 45 };

export function withRole({ document }: World, role: string): string[] {
  return document.hosts.filter(({ roles }) => (roles as readonly string[]).includes(role)).map(({ name }) => name);
}

export function living(world: World, role: string): string[] {
  return withRole(world, role).filter((name) => !world.state.down.includes(name));
}

export function sample(labels: Readonly<Record<string, string>>, value: number): MockSample {
  return { labels, value };
}

/** The same for the same moment and seed, between 0 and 1; smooth enough to look measured. */
function noise(at: number, seed: number): number {
  const slot = at / 20;
  const [low, part] = [Math.floor(slot), slot % 1];
  return random(low, seed) * (1 - part) + random(low + 1, seed) * part;
}

function random(slot: number, seed: number): number {
  const value = Math.sin(slot * 12.9898 + seed * 78.233) * 43_758.5453;
  return value - Math.floor(value);
}

function hash(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
}
