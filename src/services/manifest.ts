import type { App, Platform } from '../platform/platform.ts';
import { databaseAccountsOf } from './database-accounts.ts';

/** What one host must look like: the meeting point of the services (who write it) and the plan (which compares it). */
export interface HostManifest {
  readonly host: string;
  /** Debian packages, sorted. */
  readonly packages: readonly string[];
  /** Interpreters that are not Debian packages, sorted: `node-24` lives in /opt/smartx/node-24. */
  readonly runtimes: readonly string[];
  /** Directories that hold data of a daemon and must not be on an overlay file system, sorted. */
  readonly dataDirectories: readonly string[];
  readonly users: readonly SystemUser[];
  readonly directories: readonly ManifestDirectory[];
  readonly files: readonly ManifestFile[];
  readonly releases: readonly ManifestRelease[];
  readonly units: readonly ManifestUnit[];
  /** Every socket that waits for others, TCP and UDP, sorted by port. There are no others on the host. */
  readonly listens: readonly ManifestListener[];
  readonly checks: readonly ManifestCheck[];
  readonly probes: readonly ManifestProbe[];
}

/** The whole platform, hosts sorted as in Platform. */
export interface Manifest {
  readonly hosts: readonly HostManifest[];
}

/** A system account with a group of the same name, no password and no shell. */
export interface SystemUser {
  readonly name: string;
  /** Further groups it belongs to, sorted. */
  readonly groups: readonly string[];
}

export interface ManifestDirectory {
  readonly path: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

export interface ManifestFile {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** True: never shown in a plan, a diff or a log. */
  readonly secret: boolean;
}

/** A packed directory that is unpacked to `<root>/releases/<id>`, with `<root>/current` pointing at it. */
export interface ManifestRelease {
  /**
   * The application's id, `app` or `app-api`; `assets` or `assets-api` for those parts of it that Nginx serves, from its own
   * archive; `static` for the files of the site; `dashboard` for the page of monitoring hosts.
   */
  readonly name: string;
  /** Hash of its content, and of what is kept. */
  readonly id: string;
  readonly root: string;
  /** Directories that stay of it, after it was built; undefined for all. */
  readonly keep?: readonly string[] | undefined;
  /** Run on the host, in what was unpacked, before it becomes a release; undefined where it arrives ready for use. */
  readonly build?: ReleaseBuild | undefined;
}

export interface ReleaseBuild {
  readonly argv: readonly string[];
  /** Of $PATH. */
  readonly path: readonly string[];
}

export interface ManifestUnit {
  /** With suffix: `haproxy.service`. */
  readonly name: string;
  /** `service` keeps running. `oneshot` runs once for each new content of `restartOn`, whatever happens to it later. */
  readonly kind: 'service' | 'oneshot';
  /** Units with a smaller number are started, reloaded or restarted first: 10 kernel settings, 20 firewall, 40 data, 60 application, 80 edge, 90 watchers. */
  readonly order: number;
  /** A change of these needs a restart (or another run of a oneshot). Paths of files, or `release:app`. Sorted. */
  readonly restartOn: readonly string[];
  /** A change of only these needs a reload. Sorted. */
  readonly reloadOn: readonly string[];
  /** What a restart interrupts: `failover` moves an address or the primary role to another host. */
  readonly restartDisruption: 'none' | 'restart' | 'failover';
}

/** One socket that a daemon of ours listens on (TCP) or takes datagrams from anybody at (UDP). */
export interface ManifestListener {
  readonly protocol: 'tcp' | 'udp';
  /** `any`: every address of the host; `public` and `private`: its own in that network. */
  readonly address: 'any' | 'private' | 'public' | 'loopback';
  readonly port: number;
  /** Name of the process as ss(8) shows it, cut by the kernel after 15 bytes; undefined where it is not ours to know. */
  readonly process: string | undefined;
}

/** The daemon's own checker, run on the host with the new files in place of the old ones, before anything is switched. */
export interface ManifestCheck {
  readonly name: string;
  readonly argv: readonly string[];
  /** It runs when one of these paths changes. Sorted. */
  readonly covers: readonly string[];
}

/** What shows that the host is well after the switch: a command that exits 0 within the limit. */
export interface ManifestProbe {
  readonly name: string;
  /** Id of the application that it asks; undefined where it asks something that all of them need. */
  readonly app?: string | undefined;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
}

/** What one service adds to one host. */
export type Contribution = Partial<Omit<HostManifest, 'host'>>;

/**
 * What cannot be derived from the declaration: secrets, certificates, packed directories, our own program. Read or
 * made at the edge and handed to the compiler as values, so that compiling stays pure.
 */
export interface Materials {
  /** Random passwords and keys by name: those in `secretNamesOf`. */
  readonly secrets: Secrets;
  /** While passwords of the database are rotated: the newest ones. The database takes them and those before. */
  readonly newPasswords: Readonly<Partial<Record<SecretName, string>>>;
  /** Values of the applications' own secrets, by `secretKey`; of those that have one. */
  readonly appSecrets: Readonly<Record<string, string>>;
  readonly certificates: {
    /** PEM of the authority that signs the hosts' own certificates (and, in the lab, the site's). */
    readonly authority: string;
    /** What users are shown: full chain and key. */
    readonly site: KeyPair;
    /** Keyed by host name; subject names: the host's name, its private address and, on database hosts, `database.internal`. */
    readonly hosts: Readonly<Record<string, KeyPair>>;
  };
  readonly releases: {
    /** By id of the application. */
    readonly apps: Readonly<Record<string, string>>;
    readonly static: string | undefined;
  };
  /** The key that signs the declared source of packages, ASCII armoured; undefined where the hosts have it, or there is none. */
  readonly aptKey?: string | undefined;
  /** Source text of the program on database hosts, bundled. */
  readonly databaseAgent: string;
  readonly dashboard: DashboardMaterials;
  /** Undefined where no backups are declared. */
  readonly backup?: BackupMaterials | undefined;
}

export interface DashboardMaterials {
  /** Id of the release with the files of the page. */
  readonly release: string;
  readonly login: DashboardLogin;
}

/** What monitoring hosts know of the password, which itself they never get. */
export interface DashboardLogin {
  /** As crypt(5) writes it. */
  readonly hash: string;
  /** Random: by it a browser is known again that has logged in. */
  readonly visitor: string;
}

export interface BackupMaterials {
  /** Source text of the program that makes and restores backups, bundled. */
  readonly program: string;
  /** Of age(1): whoever has it can write backups and read none. Its private key is the secret `backupIdentity`. */
  readonly recipient: string;
  /** Variables of restic; undefined for another target. */
  readonly environment: string | undefined;
  /** For a repository over SFTP: a private key, and lines of known_hosts. */
  readonly ssh: { readonly key: string; readonly knownHosts: string } | undefined;
}

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** What every platform has. */
const commonSecrets = {
  /** Base64 of 32 bytes: signs zone transfers (TSIG, hmac-sha256). */
  beforeApps: ['zoneTransferKey'],
  /** `backupIdentity` is a private key of age(1), which reads the backups of the database. */
  afterApps: ['databaseMonitor', 'databaseAgent', 'databaseRecovery', 'backupIdentity', 'dashboardPassword'],
} as const;

type CommonSecret = (typeof commonSecrets)[keyof typeof commonSecrets][number];
/** Of the only application, and of one of several. */
export type AppPassword = AppPasswordKind | `${AppPasswordKind}:${string}`;
type AppPasswordKind = 'databaseApp' | 'databaseMigrate';
/** Whatever the application is called: it may not be declared any more. */
export function isAppPassword(name: string): name is AppPassword {
  return /^database(App|Migrate)(:|$)/.test(name);
}
export type SecretName = CommonSecret | AppPassword;

export type Secrets = Readonly<Record<CommonSecret, string> & Partial<Record<AppPassword, string>>>;

/** The secrets that Smartx makes for a platform, in the order in which they are shown. */
export function secretNamesOf({ apps }: Pick<Platform, 'apps'>): readonly SecretName[] {
  const ofApps = apps.flatMap((app) => Object.values(databaseAccountsOf(app)).map(({ password }) => password));
  return [...commonSecrets.beforeApps, ...ofApps, ...commonSecrets.afterApps];
}

/** One of those: a platform without it was not given what it asked for. */
export function secretOf(secrets: Secrets, name: SecretName): string {
  const value = secrets[name];
  if (value === undefined) throw new Error(`The secret ${name} was not made. This is a mistake in Smartx.`);
  return value;
}

/** By what a secret variable of an application is kept: `MAIL_KEY` of the only one, `api:MAIL_KEY` of one of several. */
export function secretKey({ name }: Pick<App, 'name'>, variable: string): string {
  return name === undefined ? variable : `${name}:${variable}`;
}

/** The release of an application that hosts are to have. */
export function releaseOf({ releases }: Pick<Materials, 'releases'>, { id }: Pick<App, 'id'>): string {
  const release = releases.apps[id];
  if (release === undefined) throw new Error(`No release of ${id} was chosen. This is a mistake in Smartx.`);
  return release;
}
