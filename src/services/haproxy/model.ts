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
  readonly backends: readonly WebBackend[];
  /** Which backend gets a request; the first that fits. */
  readonly routes: readonly Route[];
  /** All load balancers, this one too: they share what they count per client. */
  readonly peers: readonly Server[];
  readonly webServers: readonly Server[];
}

/** The web hosts, by the word of one path. */
export interface WebBackend {
  readonly name: string;
  /** Which of them: those whose application is ready, or those whose Nginx answers. */
  readonly kind: 'ready' | 'alive';
  /** Asked for at the hostname, expecting 200. */
  readonly path: string;
  readonly hostName: string;
}

/** Where requests for a part of the site go. What is undefined is no condition. */
export interface Route {
  readonly hostName: string | undefined;
  readonly path: string | undefined;
  readonly backend: string;
  /** Where they go when no server of the backend is ready; undefined for one that asks no application. */
  readonly otherwise: string | undefined;
}

/** HAProxy beside the application: follows the primary of the database. */
export interface DatabaseRouterConfiguration {
  readonly members: readonly Server[];
}

export interface Server {
  readonly name: string;
  readonly address: string;
}
