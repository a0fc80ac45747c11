import { type App, type Host, type Platform, ports } from '../platform/platform.ts';
import { Failure } from '../problems/failure.ts';
import { backendsOfNobody, webBackends } from '../services/web-backends.ts';
import type { Transport } from '../transport/transport.ts';
import { askHost } from './ask-host.ts';
import { poll } from './poll.ts';

/** A server comes back after `rise` good checks; an application that takes longer than this is not well. */
const SERVERS_LIMIT_MS = 60_000;
const INTERVAL_MS = 300;

export interface WaitForServersRequest {
  readonly platform: Platform;
  /** Only what they need is looked at. Default: everything. */
  readonly apps?: readonly App[] | undefined;
  readonly transport: Transport;
  /** Hosts that are known not to answer: that these are down is no news. */
  readonly absent?: ReadonlySet<string> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Resolves when every load balancer takes every server for up. A site that answers is not enough before the next web
 * host is disturbed: the one that was just restarted may not get requests yet.
 * @throws Failure that names the servers that are still down after a minute.
 */
export async function waitForServers(request: WaitForServersRequest): Promise<void> {
  const { platform, apps, transport, absent = new Set(), signal } = request;
  const backends = apps === undefined ? undefined : [...webBackends({ apps }), ...backendsOfNobody(platform)];
  const balancers = platform.hosts.filter(({ name, roles }) => roles.includes('loadBalancer') && !absent.has(name));
  await poll({
    look: async () => {
      const answers = await Promise.all(
        balancers.map((host) => readFaults(transport, host, { absent, backends }, signal)),
      );
      return answers.flat().join(', ') || undefined;
    },
    intervalMs: INTERVAL_MS,
    limitMs: SERVERS_LIMIT_MS,
    failure: (reason) =>
      new Failure({
        step: 'see every server up',
        reason,
        changed: 'The hosts that were changed stay so; the ones after them are as before.',
        next: '`smartx status` shows which service is not active; mend it, then run the same command again.',
      }),
    signal,
  });
}

async function readFaults(
  transport: Transport,
  host: Host,
  about: JudgeServers,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  return judgeServers(host.name, await readMetrics(transport, host, signal), about);
}

/** Servers that a load balancer does not take for up, as `backend/server`; undefined when it does not say. */
export async function readServersDown(
  transport: Transport,
  host: Host,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  return parseServersDown(await readMetrics(transport, host, signal));
}

async function readMetrics(transport: Transport, host: Host, signal: AbortSignal | undefined): Promise<string> {
  const url = `http://${host.privateAddress}:${ports.haproxyMetrics}/metrics?scope=server`;
  const argv = ['curl', '--silent', '--fail', '--max-time', '2', url];
  const answer = await askHost(transport, host.name, argv, signal);
  return answer?.exitCode === 0 ? answer.stdout : '';
}

/** What is wrong with the servers of a load balancer, in the words of its metrics: one sentence each, without full stop. */
export function judgeServers(host: string, metrics: string, { absent, backends }: JudgeServers = {}): string[] {
  const down = parseServersDown(metrics);
  if (down === undefined) return [`${host} does not tell its servers`];
  const news = down.filter((name) => {
    const [backend = '', server = ''] = name.split('/');
    return absent?.has(server) !== true && backends?.includes(backend) !== false;
  });
  return news.map((server) => `${server} is down for ${host}`);
}

interface JudgeServers {
  /** Hosts that are known not to answer. */
  readonly absent?: ReadonlySet<string> | undefined;
  /** Those that count; undefined for all. */
  readonly backends?: readonly string[] | undefined;
}

/**
 * Names `backend/server` that are not up, from the Prometheus exporter of HAProxy, sorted; undefined when it names no
 * server at all, which says nothing about them.
 */
export function parseServersDown(metrics: string): string[] | undefined {
  const samples = [...metrics.matchAll(/^haproxy_server_status\{([^}]*)\} (\S+)$/gm)].map(([, text = '', value]) => ({
    labels: new Map([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', label = '']) => [name, label])),
    value: Number(value),
  }));
  const up = samples.filter(({ labels }) => labels.get('state') === 'UP');
  if (up.length === 0) return undefined;
  return up
    .filter(({ value }) => value !== 1)
    .map(({ labels }) => `${labels.get('proxy')}/${labels.get('server')}`)
    .sort();
}
