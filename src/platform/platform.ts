import type { AptSource } from '../declaration/apt-source.ts';
import type { Alerts, Limits, LogKeeping, Objective, RecordType, StaticDirectory } from '../declaration/model.ts';
import type { Role } from '../declaration/roles.ts';

/**
 * The validated model of one environment: every host, address and flow is known, every rule that spans tiers holds.
 * Services are lowered from this value and from nothing else.
 */
export interface Platform {
  /** Name of the environment, `lab` by default. */
  readonly environment: string;
  readonly provider: 'lab' | 'servers';
  /** Absolute path of the directory that the declaration stands in. */
  readonly directory: string;
  /** Of servers: an ssh_config(5) in place of the operator's own, absolute. */
  readonly sshConfig: string | undefined;
  /** Whether drills may break things in this environment. */
  readonly drills: boolean;
  /** The zone's apex without a final dot, `foobar.com`. */
  readonly domain: string;
  /**
   * Every name that is served, the canonical one first: `www.foobar.com`, `foobar.com`, then those that applications have
   * for themselves.
   */
  readonly siteNames: readonly string[];
  readonly networks: { readonly public: Network; readonly private: Network };
  /** The address that users reach; it moves between the load balancers by VRRP. On the public network. */
  readonly virtualAddress: string;
  /** Sorted CIDRs from which SSH is allowed. */
  readonly adminNetworks: readonly string[];
  /** Sorted by name in natural order, so `web-2` comes before `web-10`. */
  readonly hosts: readonly Host[];
  readonly zone: Zone;
  readonly tls: Tls;
  readonly loadBalancer: LoadBalancer;
  readonly web: Web;
  /** Sorted by name. A platform that declares one has one, whose `id` is `app`. */
  readonly apps: readonly App[];
  readonly database: Database;
  readonly monitoring: Monitoring;
  /** Who may talk to whom. Firewalls, the diagram and the verify matrix come from these, sorted. */
  readonly flows: readonly Flow[];
}

export { type Role, roles } from '../declaration/roles.ts';

export interface Network {
  /** `10.213.0.0/24` */
  readonly cidr: string;
  /** First usable address: in the lab the machine that runs it. */
  readonly gateway: string;
}

export interface Host {
  readonly name: string;
  /** Sorted in the order of `roles`. Never empty. */
  readonly roles: readonly Role[];
  readonly privateAddress: string;
  /** Only dns hosts and load balancers have a leg in the public network. Equal to the private one where both are one. */
  readonly publicAddress: string | undefined;
  /** Names of its network interfaces. */
  readonly interfaces: Interfaces;
  /** Of a server: how ssh(1) reaches it. */
  readonly ssh: SshRoute | undefined;
}

export interface Interfaces {
  readonly private: string;
  /** Equal to the private one where the host has one leg. */
  readonly public: string;
}

export interface SshRoute {
  /** Destination: `deploy@203.0.113.11`, or an alias of ssh_config(5). */
  readonly target: string;
  /** Host of the platform that the connection goes through. */
  readonly jump: string | undefined;
}

/** Names of a host's two interfaces where nobody says otherwise; the lab creates them so. */
export const usualInterfaces: Interfaces = { private: 'eth0', public: 'eth1' };

export interface Zone {
  /** Default time to live of a record, seconds. */
  readonly ttlSeconds: number;
  /** Mailbox of the SOA record as a domain name, `hostmaster.foobar.com`. */
  readonly contact: string;
  /** Sorted by owner name, then type, then value; NS, A and glue that Smartx derives are in here. SOA is not. */
  readonly records: readonly DnsRecord[];
}

export type { RecordType } from '../declaration/model.ts';

export interface DnsRecord {
  /** Fully qualified, without the final dot. */
  readonly name: string;
  readonly type: RecordType;
  /**
   * In the form of a zone file (RFC 1035 section 5.1), but TXT is one unquoted text, and host names are complete without
   * the final dot. A host name of `.` (the null MX of RFC 7505, `0 .`) stays a dot.
   */
  readonly value: string;
  readonly ttlSeconds: number;
}

export interface Tls {
  /** `lab-ca`: certificates come from the lab's own authority. Otherwise the operator's own files, relative paths resolved. */
  readonly source:
    | { readonly kind: 'lab-ca' }
    | { readonly kind: 'files'; readonly certificateFile: string; readonly keyFile: string };
  readonly minimumVersion: '1.2' | '1.3';
  /** max-age of Strict-Transport-Security, seconds; 0 sends no header. */
  readonly hstsSeconds: number;
}

export interface LoadBalancer {
  readonly maxConnections: number;
  /** Requests allowed per client address in ten seconds; undefined for no limit. */
  readonly rateLimitPer10s: number | undefined;
  /** VRRP virtual router id, 1-255, unique in its network segment. */
  readonly virtualRouterId: number;
  /** VRRP advertisement interval, milliseconds, a multiple of 10 (RFC 9568 counts centiseconds). */
  readonly advertIntervalMs: number;
}

export interface Web {
  /** Of the site: they stand for each other, the canonical one first. */
  readonly names: readonly string[];
  /** Absolute path of the static directory on the operator's machine; undefined when there is none. */
  readonly staticDirectory: string | undefined;
  /** Largest body of a request that no application gets. */
  readonly bodyBytesMax: number;
  /** Requests that each load balancer has under way on one web host at once, of each application. */
  readonly maxConnections: number;
}

export interface App {
  /** Names its unit, system user and release: `app` of the only one, `app-api` of one of several. */
  readonly id: string;
  /** Its key in `apps`; undefined for the only one. */
  readonly name: string | undefined;
  /** Names that it answers to, the canonical one first. */
  readonly hostNames: readonly string[];
  /** The part of them that is its own; begins and ends with a slash. */
  readonly path: string;
  /** Its schema in the database. */
  readonly schema: string;
  /** Absolute path of the application's directory on the operator's machine. */
  readonly directory: string;
  /** What brings the command its interpreter. */
  readonly runtime: 'node-24' | 'python-3' | 'none';
  /** Debian packages that it needs on its hosts, sorted. */
  readonly packages: readonly string[];
  /** Undefined: one for each core of a host. */
  readonly workers: number | undefined;
  /** From its start until it is alive and ready. */
  readonly startTimeoutSeconds: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT';
  readonly stopTimeoutSeconds: number;
  /** Parts of a release that Nginx serves by itself, sorted by path. */
  readonly staticDirectories: readonly StaticDirectory[];
  /** What one request may cost. */
  readonly limits: Limits;
  /** The API that the application is declared to speak, so that its work can be tried: see examples/node. */
  readonly contract: 'ledger' | undefined;
  /** Its own account, and not only that of the migration, may create and change tables. */
  readonly mayChangeSchema: boolean;
  /** Shell-free argv. */
  readonly start: readonly string[];
  /** Run in a copy of the directory before a release is used; undefined for none. */
  readonly build: readonly string[] | undefined;
  /** On the operator's machine before it is packed, or on each application host after it was unpacked. */
  readonly buildOn: 'operator' | 'hosts';
  /** Run once per release, on one host, with the account that may change the schema; undefined for none. */
  readonly migrate: readonly string[] | undefined;
  readonly port: number;
  /** Says that the process is alive; must not touch the database. */
  readonly healthPath: string;
  /** Says that requests can be served. */
  readonly readyPath: string;
  /** Tells its measurements, to monitoring only; undefined where it has none. */
  readonly metricsPath: string | undefined;
  /** Sorted by name; PORT, HOST, DATABASE_URL and the like come from Smartx. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of variables whose values are secret, sorted. */
  readonly secrets: readonly string[];
  /** Those of them that Smartx makes where they are missing, sorted. */
  readonly generatedSecrets: readonly string[];
  readonly jobs: readonly Job[];
}

export type { Limits, PathLimits, RequestLimits, StaticDirectory } from '../declaration/model.ts';

export interface Job {
  readonly name: string;
  /** Five cron fields, as written. */
  readonly schedule: string;
  readonly command: readonly string[];
}

export interface Database {
  /** `group`: Group Replication with a single primary; `single`: one server without it. */
  readonly mode: 'group' | 'single';
  readonly bufferPoolBytes: number;
  readonly maxConnections: number;
  /** UUID of the replication group, derived from domain and environment. */
  readonly groupName: string;
  /** Where servers get MySQL from; undefined for their distribution, and for labs, which bring their own. */
  readonly source: AptSource | undefined;
  /** Undefined: none are made. */
  readonly backup: DatabaseBackup | undefined;
}

export interface DatabaseBackup {
  /** Five cron fields, in UTC: when full backups are made. */
  readonly schedule: string;
  /** Between two savings of binary logs, whole minutes. */
  readonly logsIntervalSeconds: number;
  readonly keepDays: number;
  /** When the newest backup is restored on a host by itself; undefined for never. */
  readonly restoreCheck: string | undefined;
  readonly target:
    | { readonly kind: 'directory'; readonly directory: string }
    /** The file is on the operator's machine, absolute. */
    | {
        readonly kind: 'restic';
        readonly repository: string;
        readonly environmentFile: string;
        /** Of a repository over SFTP. The same is true of these files. */
        readonly ssh: { readonly keyFile: string; readonly knownHostsFile: string } | undefined;
      };
}

export type { AptSource } from '../declaration/apt-source.ts';

export interface Monitoring {
  readonly scrapeIntervalSeconds: number;
  readonly retentionDays: number;
  /** Disk that its measurements may take on each monitoring host. */
  readonly bytesMax: number;
  readonly objective: Objective;
  readonly alerts: Alerts;
  /** Names the secret that is the URL to call every minute; undefined for none. */
  readonly deadMan: { readonly url: string } | undefined;
  readonly logs: LogKeeping;
}

export type { Alerts, EmailReceiver, LogKeeping, Objective } from '../declaration/model.ts';

/** One allowed conversation. Everything that is not a flow is refused by the firewalls. */
export interface Flow {
  readonly from: FlowSource;
  readonly to: FlowTarget;
  /** Undefined for protocols without ports. */
  readonly port: number | undefined;
  readonly protocol: 'tcp' | 'udp' | 'vrrp';
  readonly network: 'public' | 'private';
  /** For the diagram, the docs and the rule's comment: "transfers of the zone". */
  readonly why: string;
}

export type FlowSource =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'internet' }
  | { readonly kind: 'admin' };
export type FlowTarget =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'everyHost' }
  /** Only what is sent to the virtual address, wherever it is. */
  | { readonly kind: 'virtualAddress' };

/** Ports of the platform, so that no two places disagree. */
export const ports = {
  ssh: 22,
  dns: 53,
  http: 80,
  https: 443,
  mysql: 3306,
  databaseHealth: 9200,
  haproxyMetrics: 8405,
  haproxyPeers: 10000,
  nodeExporter: 9100,
  mysqlExporter: 9104,
  nginxExporter: 9113,
  blackboxExporter: 9115,
  appMetrics: 9180,
  logs: 2514,
  prometheus: 9090,
  /** Of the dashboard, where the port of HTTPS is another daemon's. */
  sharedDashboard: 8443,
  alertmanager: 9093,
  alertmanagerPeers: 9094,
} as const;
