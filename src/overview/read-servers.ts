import type { Samples } from './samples.ts';

/** A web host, as the load balancers that could be asked see it. */
export interface ServerState {
  /** For how many of the lists of each kind it is up. */
  readonly alive: Share;
  readonly ready: Share;
  /** Whether somebody has set it aside (DRAIN, MAINT). */
  readonly setAside: boolean;
  /** `lb-1`, or `lb-1 (web_api)` where there are several applications; sorted. */
  readonly downFor: readonly string[];
}

type Share = 'all' | 'some' | 'none';

/**
 * By server. In HAProxy's metrics there is a series for each state, of which the present one is 1. Each application has two
 * lists of the same servers: `web` of those that are ready, and `web_alive`. One that follows another list says nothing new.
 */
export function readServers(samples: Samples): ReadonlyMap<string, ServerState> {
  const entries = (samples('servers') ?? []).flatMap(({ labels: { host, proxy, server, state } }) =>
    !host || !proxy || !server || !state || proxy.endsWith('_streamed') ? [] : [{ host, proxy, server, state }],
  );
  const servers = [...new Set(entries.map(({ server }) => server))];
  const severalApps = new Set(entries.map(({ proxy }) => proxy).filter((proxy) => !isAlive(proxy))).size > 1;
  return new Map(
    servers.map((server) => {
      const own = entries.filter((entry) => entry.server === server);
      const down = own.filter(({ state }) => state === 'DOWN');
      const downFor = down.map(({ host, proxy }) => (severalApps ? `${host} (${proxy})` : host));
      return [
        server,
        {
          alive: shareUp(own.filter(({ proxy }) => isAlive(proxy))),
          ready: shareUp(own.filter(({ proxy }) => !isAlive(proxy))),
          setAside: own.some(({ state }) => state === 'DRAIN' || state === 'MAINT'),
          downFor: [...new Set(downFor)].sort(),
        },
      ];
    }),
  );
}

function isAlive(proxy: string): boolean {
  return proxy.endsWith('_alive');
}

function shareUp(entries: readonly { readonly state: string }[]): Share {
  const down = entries.filter(({ state }) => state === 'DOWN').length;
  if (down === 0) return 'all';
  return down === entries.length ? 'none' : 'some';
}
