import type { Limits } from '../../platform/platform.ts';

/** HAProxy at the edge: ends TLS, spreads requests over the web hosts. */
export interface LoadBalancerConfiguration {
  /** Its name among the peers, equal to the host's. */
  readonly name: string;
  readonly privateAddress: string;
  readonly maxConnections: number;
  /** Names that the site answers to, the canonical one first. */
  readonly siteNames: readonly string[];
  /** Other names that are let in; in a lab the loopback names of whoever looks at it. */
  readonly extraNames: readonly string[];
  readonly minimumTlsVersion: '1.2' | '1.3';
  readonly hstsSeconds: number;
  readonly rateLimitPer10s: number | undefined;
  readonly readyPath: string;
  /** Connections that one web host is given at most; more wait in the queue for `timeout queue`. */
  readonly serverConnectionsMax: number;
  readonly limits: Limits;
  /** All load balancers, this one too: they share what they count per client. */
  readonly peers: readonly Server[];
  readonly webServers: readonly Server[];
}

/** HAProxy beside the application: follows the primary of the database. */
export interface DatabaseRouterConfiguration {
  readonly members: readonly Server[];
}

export interface Server {
  readonly name: string;
  readonly address: string;
}
