import type { Limits } from '../../platform/platform.ts';

/** One web host's Nginx. */
export interface WebServer {
  readonly hostName: string;
  readonly privateAddress: string;
  /** Names of the site, the canonical one first. */
  readonly siteNames: readonly string[];
  /** Addresses whose word about the client is taken, and who may ask for the health of Nginx. */
  readonly loadBalancerAddresses: readonly string[];
  /** Where static files are, undefined when the site has none. */
  readonly staticRoot: string | undefined;
  /** Directories of the application's release, by path, sorted. */
  readonly assets: readonly { readonly path: string; readonly directory: string }[];
  readonly limits: Limits;
  /** Requests that are under way at once at most, of all load balancers. */
  readonly requestsMax: number;
  readonly upstream: Upstream;
}

/** The application as Nginx reaches it. */
export interface Upstream {
  /** `127.0.0.1:8000` beside it, or all application hosts of a tier of their own. */
  readonly servers: readonly string[];
}
