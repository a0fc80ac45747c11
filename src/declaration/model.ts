import type { ReadEnvironment } from './environment-schema.ts';
import type { ReadPlatform } from './schema.ts';

/**
 * The declaration after reading: defaults filled in, units fixed, paths absolute, names of the zone complete. What spans
 * hosts and addresses is not checked yet; that is done for each environment when it is lowered to a Platform.
 */
export interface Declaration {
  readonly domain: string;
  /** Complete, the canonical one first. */
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
  readonly web: { readonly staticDirectory: string | undefined; readonly bodyBytesMax: number };
  readonly app: DeclaredApp;
  readonly database: ReadPlatform['database'];
  readonly adminNetworks: readonly string[];
  readonly monitoring: { readonly scrapeIntervalSeconds: number; readonly retentionDays: number };
  readonly environments: ReadonlyMap<string, DeclaredEnvironment>;
  /** Absolute path of the directory that the declaration stands in. */
  readonly directory: string;
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
  readonly directory: string;
  readonly runtime: 'node-24' | 'python-3' | 'none';
  /** Of Debian, sorted. */
  readonly packages: readonly string[];
  readonly workers: number | undefined;
  readonly startTimeoutSeconds: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT';
  readonly stopTimeoutSeconds: number;
  readonly staticDirectories: readonly StaticDirectory[];
  readonly contract: 'ledger' | undefined;
  readonly mayChangeSchema: boolean;
  readonly start: readonly string[];
  readonly build: readonly string[] | undefined;
  readonly buildOn: 'operator' | 'hosts';
  readonly migrate: readonly string[] | undefined;
  readonly port: number;
  readonly healthPath: string;
  readonly readyPath: string;
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

export type DeclaredEnvironment = ReadEnvironment;
export type DeclaredHost = NonNullable<ReadEnvironment['hosts']>[string];
