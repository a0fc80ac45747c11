import { readFileSync } from 'node:fs';
import { Agent, type RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Site } from './load-config.ts';
import { createLookup } from './resolve-name.ts';

/** How requests get to the site. */
export interface Connections {
  /** For the `turn`-th request over a connection of its own: the handshake of a visitor who was never here. */
  fresh(turn: number): RequestOptions;
  /** For the `turn`-th request of the visitors, who take turns. One whose connection is busy opens a second one for it. */
  kept(turn: number): RequestOptions;
  close(): void;
}

/** @throws Error when the authority's file cannot be read. */
export function openConnections(site: Site, visitors: number, now: () => number): Connections {
  const options: RequestOptions = {
    host: site.name,
    port: site.port,
    servername: site.name,
    lookup: createLookup(site.nameServers, now),
    family: 4,
  };
  const from = (turn: number): RequestOptions => {
    const localAddress = site.sourceAddresses[turn % site.sourceAddresses.length];
    return localAddress === undefined ? options : { ...options, localAddress };
  };
  const secure = {
    // Made once: reading the authority anew for each connection would cost more than the handshake.
    secureContext: createSecureContext(
      site.authorityFile === undefined ? {} : { ca: readFileSync(site.authorityFile, 'utf8') },
    ),
  };
  const fresh = new Agent({ ...secure, keepAlive: false, maxCachedSessions: 0 });
  const staying = Array.from({ length: visitors }, () => new Agent({ ...secure, keepAlive: true, maxFreeSockets: 1 }));
  return {
    fresh: (turn) => ({ ...from(turn), agent: fresh }),
    kept: (turn) => {
      const visitor = turn % visitors;
      return { ...from(visitor), agent: staying[visitor]! };
    },
    close: () => {
      for (const agent of [fresh, ...staying]) agent.destroy();
    },
  };
}
