import type { Limits } from '../../platform/platform.ts';

/** HAProxy at the edge: ends TLS, spreads requests over the web hosts. */
export interface LoadBalancerConfiguration {
  /** Its name among the peers, equal to the host's. */
  readonly name: string;
  readonly privateAddress: string;
  /** Common names of the certificates of those who may read its metrics. */
  readonly scrapers: readonly string[];
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
  /** Connections that one web host is given at most in each backend; more wait in the queue for `timeout queue`. */
  readonly serverConnectionsMax: number;
  readonly reloadDrainSeconds: number;
  /** All load balancers, this one too: they share what they count per client. */
  readonly peers: readonly Server[];
  readonly webServers: readonly Server[];
}

/** The web hosts, by the word of one path. */
export type WebBackend = CheckedBackend | StreamedBackend;

export interface CheckedBackend {
  readonly name: string;
  /** Which of them: those whose application is ready, or those whose Nginx answers. */
  readonly kind: 'ready' | 'alive';
  /** Asked for at the hostname, expecting 200. */
  readonly path: string;
  readonly hostName: string;
  /** Of the application; undefined for what none has. */
  readonly limits: Limits | undefined;
}

/** For bodies that go on as they come. */
export interface StreamedBackend {
  readonly name: string;
  readonly kind: 'streamed';
  /** The backend that says which servers are up. */
  readonly tracked: string;
  readonly limits: Limits;
}

/** Where requests for a part of the site go. What is undefined is no condition. */
export interface Route {
  readonly hostName: string | undefined;
  readonly path: string | undefined;
  readonly backend: string;
  /** Where they go when no server of the backend is ready; undefined for one that asks no application. */
  readonly otherwise: string | undefined;
  /** Where those go whose body goes on as it comes; undefined where there are none. */
  readonly streamed: string | undefined;
  /** Of the application; undefined for none. */
  readonly limits: Limits | undefined;
}

/** HAProxy beside the application: follows the primary of the database. */
export interface DatabaseRouterConfiguration {
  readonly members: readonly Server[];
}

/** HAProxy beside applications that tell monitoring of themselves. */
export interface AppMetrics {
  readonly privateAddress: string;
  /** Common names of the certificates of those who may ask. */
  readonly scrapers: readonly string[];
  readonly apps: readonly {
    readonly id: string;
    /** Path that monitoring asks for. */
    readonly at: string;
    /** The application's own. */
    readonly path: string;
    readonly hostName: string;
    /** Where it listens. */
    readonly address: string;
  }[];
}

export interface Server {
  readonly name: string;
  readonly address: string;
}
