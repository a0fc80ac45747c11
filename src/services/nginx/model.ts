import type { Limits } from '../../platform/platform.ts';

/** One web host's Nginx. */
export interface WebServer {
  readonly hostName: string;
  readonly privateAddress: string;
  /** Every name that is served, the canonical one first. */
  readonly siteNames: readonly string[];
  /** Addresses whose word about the client is taken, and who may ask for the health of Nginx. */
  readonly loadBalancerAddresses: readonly string[];
  /** Requests that are under way at once at most, of all load balancers. */
  readonly requestsMax: number;
  readonly reloadDrainSeconds: number;
  /** Of users' addresses it writes down a part only. What is less than critical names them whole, and is not written. */
  readonly anonymised: boolean;
  /** Of requests that no application gets. */
  readonly bodyBytesMax: number;
  readonly upstreams: readonly Upstream[];
  /** The site's own comes first: it also takes requests for names that nobody has. */
  readonly serverBlocks: readonly ServerBlock[];
}

/** What there is at one hostname, or at several that stand for each other. */
export interface ServerBlock {
  /** The canonical one first. */
  readonly names: readonly string[];
  /** Where static files are, undefined when there are none. */
  readonly staticRoot: string | undefined;
  /** Directories of releases of applications, by path, sorted. */
  readonly assets: readonly { readonly path: string; readonly directory: string }[];
  /** The application at the root; undefined for none. */
  readonly root: Part | undefined;
  /** Applications that have a part of the paths, sorted by it. */
  readonly parts: readonly Part[];
}

/** What an application has of a hostname. */
export interface Part {
  readonly path: string;
  /** The name of its upstream. */
  readonly upstream: string;
  /** What it tells monitoring, and nobody else; undefined for nothing. */
  readonly metricsPath: string | undefined;
  readonly limits: Limits;
}

/** An application as Nginx reaches it. */
export interface Upstream {
  readonly name: string;
  /** `127.0.0.1:8000` beside it, or all application hosts of a tier of their own. */
  readonly servers: readonly string[];
}
