import type { App, Host, Platform } from '../platform/platform.ts';
import { Failure } from '../problems/failure.ts';
import { parseServersDown, serverStatisticsScript } from '../services/haproxy/server-states.ts';
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
  return judgeServers(host.name, await readStatistics(transport, host, signal), about);
}

/** Servers that a load balancer does not take for up, as `backend/server`; undefined when it does not say. */
export async function readServersDown(
  transport: Transport,
  host: Host,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  return parseServersDown(await readStatistics(transport, host, signal));
}

/** Over its admin socket: nothing but root on the host is needed, whatever its metrics ask of who reads them. */
async function readStatistics(transport: Transport, host: Host, signal: AbortSignal | undefined): Promise<string> {
  const answer = await askHost(transport, host.name, ['sh', '-c', serverStatisticsScript], signal);
  return answer?.exitCode === 0 ? answer.stdout : '';
}

/** What is wrong with the servers of a load balancer, from its statistics: one sentence each, without full stop. */
export function judgeServers(host: string, statistics: string, { absent, backends }: JudgeServers = {}): string[] {
  const down = parseServersDown(statistics);
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
