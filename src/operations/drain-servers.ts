import { hostsWithRole } from '../platform/per-platform.ts';
import type { App, Platform } from '../platform/platform.ts';
import { parseSessions, serverStatisticsScript, setStateScript } from '../services/haproxy/server-states.ts';
import { backendSets, busyBackends } from '../services/web-backends.ts';
import type { Transport } from '../transport/transport.ts';
import { askHost } from './ask-host.ts';
import { poll } from './poll.ts';

export interface DrainServers {
  readonly platform: Platform;
  readonly transport: Transport;
  /** Applications that are about to be away there. Default: all of them, and the files that belong to none. */
  readonly apps?: readonly App[] | undefined;
  /** Hosts that are about to leave; those that are no web servers are nobody's business here. */
  readonly servers: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

const INTERVAL_MS = 250;

/**
 * Resolves when no load balancer has a request under way on these servers, and none begins one. A load balancer that
 * does not know such a server, or does not answer, sends it nothing.
 */
export async function drainServers(request: DrainServers): Promise<void> {
  const { platform, transport, apps, servers, signal } = request;
  if (servers.length === 0) return;
  const backends = busyBackends(platform, apps);
  const balancers = hostsWithRole(platform, 'loadBalancer').map(({ name }) => name);
  const ask = (host: string, script: string) => askHost(transport, host, ['sh', '-c', script], signal);
  const known = await Promise.all(
    balancers.flatMap((host) =>
      servers.flatMap((server) =>
        // One that HAProxy has yet to hear of keeps the others from nothing.
        backendSets(platform, apps).map(async (set) => {
          const answer = await ask(host, setStateScript(server, 'drain', set));
          return answer?.exitCode === 0 ? [{ host, server }] : [];
        }),
      ),
    ),
  );
  const draining = known.flat();
  if (draining.length === 0) return;
  await poll({
    look: async () => {
      const busy = await Promise.all(
        [...new Set(draining.map(({ host }) => host))].map(async (host) => {
          const answer = await ask(host, serverStatisticsScript);
          const sessions = parseSessions(answer?.stdout ?? '');
          return servers.filter((server) => backends.some((name) => (sessions.get(`${name}/${server}`) ?? 0) > 0));
        }),
      );
      return busy.flat().join(', ') || undefined;
    },
    intervalMs: INTERVAL_MS,
    // What takes longer is cut off by whatever comes next.
    limitMs: Math.max(...(apps ?? platform.apps).map(({ limits }) => limits.drainTimeoutSeconds)) * 1_000,
    signal,
  });
}
