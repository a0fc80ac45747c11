import type { ReadEnvironment } from './environment-schema.ts';
import type { ReadPlatform } from './schema.ts';

/**
 * The declaration after reading: defaults filled in, units fixed, paths absolute, names of the zone complete. What spans
 * hosts and addresses is not checked yet; that is done for each environment when it is lowered to a Platform.
 */
export interface Declaration {
  readonly domain: string;
  /** Those of `web.names` and then those of applications that have one of their own; complete, the canonical one first. */
  readonly siteNames: readonly string[];
  readonly dns: {
    readonly ttlSeconds: number;
    /** Mailbox as a domain name (RFC 1035 section 3.3.13). */
    readonly contact: string;
    readonly records: readonly DeclaredRecord[];
    /** Records whose value is wrong; their name and type are right, and are judged with the others. Empty in the end. */
    readonly valueless: readonly RecordOwner[];
  };
  readonly tls: {
    readonly source:
      | { readonly kind: 'lab-ca' }
      | { readonly kind: 'files'; readonly certificateFile: string; readonly keyFile: string };
    readonly minimumVersion: '1.2' | '1.3';
    readonly hstsSeconds: number;
  };
  readonly loadBalancer: {
    readonly maxConnections: number;
    readonly rateLimitPer10s: number | undefined;
    readonly virtualRouterId: number;
    readonly advertIntervalMs: number;
  };
  readonly web: {
    /** Those of `web.names`: they stand for each other. */
    readonly names: readonly string[];
    readonly staticDirectory: string | undefined;
    /** Where no application says anything else. */
    readonly bodyBytesMax: number;
    readonly maxConnections: number;
  };
  /** Sorted by name. */
  readonly apps: readonly DeclaredApp[];
  readonly database: ReadPlatform['database'];
  readonly adminNetworks: readonly string[];
  readonly monitoring: {
    readonly scrapeIntervalSeconds: number;
    readonly retentionDays: number;
    readonly bytesMax: number;
    readonly objective: Objective;
    readonly alerts: Alerts;
    /** Name of the secret that is the URL to call every minute. */
    readonly deadMan: { readonly url: string } | undefined;
    readonly logs: LogKeeping;
  };
  readonly environments: ReadonlyMap<string, DeclaredEnvironment>;
  /** Absolute path of the directory that the declaration stands in. */
  readonly directory: string;
}

/** Who is told of alerts; each undefined where it is not declared. Secrets stand here by name. */
export interface Alerts {
  readonly email: EmailReceiver | undefined;
  readonly webhook: { readonly url: string } | undefined;
  readonly slack: { readonly url: string; readonly channel: string | undefined } | undefined;
}

export interface EmailReceiver {
  readonly to: string;
  readonly from: string;
  readonly smarthost: string;
  readonly login: { readonly username: string; readonly password: string } | undefined;
}

/** What becomes of the lines that hosts send to monitoring hosts. */
export interface LogKeeping {
  readonly keepDays: number;
  /** Of one host, on each monitoring host. */
  readonly bytesMax: number;
  readonly anonymise: boolean | 'everywhere';
}

/** What users are promised: shares of all requests, 0.999 for 99.9 %. */
export interface Objective {
  /** Of those that no server fails. */
  readonly availabilityRatio: number;
  /** One of the buckets that durations are counted in. */
  readonly latencySeconds: number;
  /** Of those that are answered within `latencySeconds`. */
  readonly latencyRatio: number;
}

/** Name and value complete and without the final dot; `path` says where it was written. */
export interface DeclaredRecord extends RecordOwner {
  readonly ttlSeconds: number;
  /** The host name that the value points at, for CNAME, MX, NS and SRV. */
  readonly target: string | undefined;
}

/** What decides whether a record may stand where it does. `value` is as written where it could not be read. */
export interface RecordOwner {
  readonly path: string;
  readonly name: string;
  readonly type: RecordType;
  readonly value: string;
}

export const recordTypes = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT'] as const;
export type RecordType = (typeof recordTypes)[number];

export interface DeclaredApp {
  /** Its key in `apps`; undefined for the only one. */
  readonly name: string | undefined;
  /** Names that it answers to, the canonical one first. */
  readonly hostNames: readonly string[];
  /** The part of them that is its own; begins and ends with a slash. */
  readonly path: string;
  readonly directory: string;
  readonly runtime: 'node-24' | 'python-3' | 'none';
  /** Of Debian, sorted. */
  readonly packages: readonly string[];
  readonly workers: number | undefined;
  readonly startTimeoutSeconds: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT';
  readonly stopTimeoutSeconds: number;
  readonly staticDirectories: readonly StaticDirectory[];
  readonly limits: Limits;
  readonly contract: 'ledger' | undefined;
  readonly mayChangeSchema: boolean;
  readonly start: readonly string[];
  readonly build: readonly string[] | undefined;
  readonly buildOn: 'operator' | 'hosts';
  readonly migrate: readonly string[] | undefined;
  readonly port: number;
  readonly healthPath: string;
  readonly readyPath: string;
  readonly metricsPath: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Names of variables, sorted. */
  readonly secrets: readonly string[];
  /** Those of them that Smartx makes where they are missing, sorted. */
  readonly generatedSecrets: readonly string[];
  readonly jobs: readonly { readonly name: string; readonly schedule: string; readonly command: readonly string[] }[];
}

export interface StaticDirectory {
  /** Begins and ends with a slash: `/static/`. */
  readonly path: string;
  /** Inside of the release, without a slash at either end: `staticfiles`. */
  readonly directory: string;
}

export interface Limits {
  /** Longest silence of a WebSocket. */
  readonly tunnelTimeoutSeconds: number;
  /** How long what is under way is waited for before it is cut off. */
  readonly drainTimeoutSeconds: number;
  /** Of requests whose path has none of its own. */
  readonly request: RequestLimits;
  /** Sorted by path, so that one which lies in another comes after it. */
  readonly paths: readonly PathLimits[];
}

export interface RequestLimits {
  readonly bodyBytesMax: number;
  /** Whether Nginx takes a body in before it asks the application. */
  readonly requestBuffering: boolean;
  /** Whether Nginx takes an answer in faster than its client does. */
  readonly responseBuffering: boolean;
  /** Longest silence of the application. */
  readonly responseTimeoutSeconds: number;
}

export interface PathLimits extends RequestLimits {
  /** `/upload/` is everything below it, `/report` this path alone. */
  readonly path: string;
}

export type DeclaredEnvironment = ReadEnvironment;
export type DeclaredHost = NonNullable<ReadEnvironment['hosts']>[string];
