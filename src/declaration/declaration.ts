import type { Role } from './roles.ts';

/** What an operator writes in `smartx.config.ts`. Only `domain` and `app` (or `apps`) are required. */
export interface PlatformDeclaration {
  /** The zone's apex, lower case, without a final dot: `foobar.com`. */
  readonly domain: string;
  /** The application: what to run, and how it is known to be well. */
  readonly app?: AppDeclaration;
  /**
   * Several applications in place of the one, by name: `{ www: node({ directory: 'www' }), api: flask({ directory: 'api',
   * hostname: 'api' }) }`. Up to 16 lower case letters and digits each. Every one has a unit, a system user, a schema and
   * accounts of the database that are called like it, and releases of its own.
   */
  readonly apps?: Readonly<Record<string, AppDeclaration>>;
  /** Records of the zone beside those that Smartx derives (NS, glue, the site's names, CAA, SPF). */
  readonly dns?: DnsDeclaration;
  /** The certificate that users see, and how strictly it is used. */
  readonly tls?: TlsDeclaration;
  /** HAProxy and the virtual address. */
  readonly loadBalancer?: LoadBalancerDeclaration;
  /** Nginx: names of the site and static files. */
  readonly web?: WebDeclaration;
  /** MySQL. */
  readonly database?: DatabaseDeclaration;
  /** Who may reach the hosts by SSH. Every other rule is derived from the roles. */
  readonly firewall?: FirewallDeclaration;
  /** Prometheus. */
  readonly monitoring?: MonitoringDeclaration;
  /** Where the platform runs, by name. Default: `{ lab: lab() }`. */
  readonly environments?: Readonly<Record<string, LabDeclaration | ServersDeclaration>>;
}

export interface DnsDeclaration {
  /** Time to live of records that state none, `0s` to `7d`. Default `5m`. */
  readonly ttl?: string;
  /** Mailbox of whoever answers for the zone: `hostmaster` or `hostmaster@foobar.com`. Default `hostmaster`. */
  readonly contact?: string;
  /** Up to 10,000. In every list, an undefined element is skipped, so that a condition can stand there. */
  readonly records?: readonly (RecordDeclaration | undefined)[];
}

export interface RecordDeclaration {
  /** `@` for the apex, else relative to it: `www`, `*.dev`. A name that ends with the domain is taken as full. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'SRV' | 'TXT';
  /**
   * As in a zone file: `10 mail` (MX), `0 issue "letsencrypt.org"` (CAA), `0 5 5060 sip` (SRV); text without quotes (TXT).
   * Host names of one label are relative to the zone; those outside of it end with a dot: `mail.example.net.`
   */
  readonly value: string;
  /** Default: `dns.ttl`. All records of one name and type share theirs. */
  readonly ttl?: string;
}

export interface TlsDeclaration {
  /** `lab-ca` (default): signed by the lab's own authority. Or PEM files, relative to the declaration. */
  readonly certificate?: 'lab-ca' | { readonly certificateFile: string; readonly keyFile: string };
  /** Oldest protocol that users may speak. Default `1.2`. */
  readonly minimumVersion?: '1.2' | '1.3';
  /** How long browsers insist on HTTPS (Strict-Transport-Security), `0s` for no header. Default `730d`. */
  readonly hsts?: string;
}

export interface LoadBalancerDeclaration {
  /** Connections of users at once, on each load balancer, 100 to 1,000,000. Default 4,000. */
  readonly maxConnections?: number;
  /** Requests that one client address may send. Default 200 in `10s`; `false` for no limit. */
  readonly rateLimit?: { readonly requests: number; readonly per: string } | false;
  /** VRRP virtual router id, 1 to 255, unique in its network segment. Default 51. */
  readonly virtualRouterId?: number;
  /** How often the load balancers hear from each other, `10ms` to `40s` in steps of 10 ms. Default `100ms`. */
  readonly advertInterval?: string;
}

export interface WebDeclaration {
  /** Names that the site answers to, relative to the domain, the canonical one first. Default `['www', '@']`. */
  readonly names?: readonly (string | undefined)[];
  /**
   * Directory of files that Nginx serves by itself. Default: `public` in the application's directory, if there is one; of
   * several that of the application at the root of the site.
   */
  readonly static?: string | false;
  /** Largest body of a request, where `app.limits` says nothing else. Default `10MiB`. */
  readonly maxBody?: string;
  /**
   * Requests that each load balancer has under way on one web host at once, 50 to 8,000; more wait in its queue. Of each
   * application, so that one which hangs leaves the others theirs, and of those apart whose body the application gets as it
   * comes. A WebSocket or an event stream is one for as long as it is open: see also `loadBalancer.maxConnections`. Default 500.
   */
  readonly maxConnections?: number;
}

export interface AppDeclaration {
  /** The application's directory, relative to the declaration. */
  readonly directory: string;
  /**
   * Of one of several: the name that it answers to, relative to the domain: `api`. Default: the names of the site
   * (`web.names`), which stand for each other.
   */
  readonly hostname?: string;
  /**
   * Of one of several: the part of its hostname that is its own: `/blog/`. It gets whole paths, this beginning included.
   * Default `/`.
   */
  readonly path?: string;
  /**
   * Starts the application, which must listen on `$HOST:$PORT`: `node src/main.ts`. One line of words, or argv; no shell,
   * but `$HOST`, `$PORT`, `$SITE_URL` and whatever else is no secret is filled in.
   */
  readonly start: string | readonly string[];
  /** Run in a copy of the directory before a release is used. Default `npm ci --omit=dev` beside a package-lock.json; `false` for none. */
  readonly build?: string | readonly string[] | false;
  /**
   * Where `build` runs. `operator` (default): on this machine, and what it made is shipped. `hosts`: on each application
   * host, as a user of its own, before anything is switched; for what must be built where it runs.
   */
  readonly buildOn?: 'operator' | 'hosts';
  /** Run once per release, on one host, with an account that may change the schema. */
  readonly migrate?: string | readonly string[];
  /**
   * Gives the application itself the rights of `migrate`, for one that changes tables at start or while it runs. Default
   * `false`: it may read and write rows.
   */
  readonly mayChangeSchema?: boolean;
  /** TCP port of the application, 1024 to 65535. Default 8000; of several the first free ones from there, as they are declared. */
  readonly port?: number;
  /** Path that says the process is alive. Default `/healthz`; below its `path`, where it has one. */
  readonly health?: string;
  /** Path that says requests can be served. Default `/readyz`; below its `path`, where it has one. */
  readonly ready?: string;
  /**
   * Path at which it tells its own measurements, in the format of Prometheus: `/metrics`; below its `path`, where it has
   * one. Monitoring reads it, and users are answered 404. Default: it tells none.
   */
  readonly metrics?: string;
  /** What brings the command its interpreter: `python-3` is the distribution's own. Default `node-24`. */
  readonly runtime?: 'node-24' | 'python-3' | 'none';
  /** Debian packages that it needs on its hosts, such as `python3-flask`. Up to 100. */
  readonly packages?: readonly (string | undefined)[];
  /**
   * How many processes it should start, given as `WEB_CONCURRENCY` (which Gunicorn follows by itself), 1 to 256. Default:
   * one for each core of its host.
   */
  readonly workers?: number;
  /** How long it may take from its start until `health` and `ready` answer, `1s` to `10m`. Default `30s`. */
  readonly startTimeout?: string;
  /** What tells it to stop: it must then finish the requests that it has. Default `SIGTERM`. */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT';
  /** How long it may take to stop before it is killed, `1s` to `2m`. Default `15s`. */
  readonly stopTimeout?: string;
  /**
   * Directories that Nginx serves by itself, by the path that they are at: `{ '/static/': 'staticfiles' }`. They are taken
   * from the release after it was built, so that a build may make them. Up to 4. See also `web.static`.
   */
  readonly static?: Readonly<Record<string, string>>;
  /**
   * What one request may cost. Ordinary requests fit into the defaults, and so do WebSockets and server-sent events; longer
   * and larger ones are declared by path: `{ paths: { '/upload/': { requestBody: '1GiB', responseTimeout: '10m' } } }`.
   */
  readonly limits?: LimitsDeclaration;
  /**
   * The API that the application speaks, if Smartx knows it. `ledger`: that of the sample application. `smartx verify` then
   * writes and reads through the whole platform, and `smartx drill` sends it transfers. Default: none.
   */
  readonly contract?: 'ledger';
  /**
   * Further environment variables. PORT, HOST, DATABASE_URL and the like come from Smartx; those that an application wants
   * under another name are filled in: `{ DB_PASSWORD: '$DATABASE_PASSWORD' }`.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Environment variables whose values are secret: names alone stand here, and `smartx secrets set NAME` gives each a value
   * of its own in each environment. What need only be random, such as a key that signs cookies, is made by Smartx:
   * `{ name: 'SESSION_KEY', generate: true }`.
   */
  readonly secrets?: readonly (string | SecretDeclaration | undefined)[];
  /** Commands that run by the clock, on one application host. */
  readonly jobs?: readonly (JobDeclaration | undefined)[];
}

export interface PathLimitsDeclaration {
  /** Largest body of a request, up to `64GiB`; more is refused with 413. Default: `web.maxBody`. */
  readonly requestBody?: string;
  /**
   * `true`: Nginx takes a body in before it asks the application (proxy_request_buffering), on the disk of its host, so that
   * slow clients keep no worker busy. `false`: the application gets it as it comes. Default: `true` up to bodies of `64MiB`.
   */
  readonly requestBuffering?: boolean;
  /**
   * `true`: Nginx takes an answer in as fast as it can (proxy_buffering), so that slow clients keep no worker busy. `false`:
   * each part goes on at once, as it always does where a client asks for `text/event-stream` or an answer has
   * `X-Accel-Buffering: no`. Default `true`.
   */
  readonly responseBuffering?: boolean;
  /**
   * How long the application may be silent, before its answer and within it, `1s` to `1h`; then users see 504, or an answer
   * that breaks off. Server-sent events need a comment more often than that. Default `30s`.
   */
  readonly responseTimeout?: string;
}

export interface LimitsDeclaration extends PathLimitsDeclaration {
  /** How long a WebSocket may be silent both ways, `10s` to `1d`. Default `1h`. */
  readonly tunnelTimeout?: string;
  /**
   * How long requests under way are waited for, WebSockets and event streams included, before a deploy restarts the
   * application of their host, `1s` to `1h`. Default `30s`. When HAProxy or Nginx load a new configuration, theirs go on
   * beside it as long, and for a minute at least.
   */
  readonly drainTimeout?: string;
  /**
   * What differs by path. `/upload/` is everything below it, `/report` this path alone; the longest one counts, and what it
   * does not say is as for the whole application. Nginx looks for no file of `web.static` there. Up to 20.
   */
  readonly paths?: Readonly<Record<string, PathLimitsDeclaration>>;
}

export interface SecretDeclaration {
  readonly name: string;
  /** `true`: 384 random bits in base64url, made when there is no value yet. */
  readonly generate?: boolean;
}

export interface JobDeclaration {
  /** Letters, digits and hyphens. */
  readonly name: string;
  /** Five fields as in crontab(5), in UTC: `0 3 * * *`. */
  readonly schedule: string;
  readonly command: string | readonly string[];
}

export interface DatabaseDeclaration {
  /** Servers in a default lab, odd, 1 to 9. One is a single server, three or more form a group. Default 3. */
  readonly members?: number;
  /** Schema of the application. Default `app`; those of several are called like them. */
  readonly schema?: string;
  /** Memory for data and indexes, at least `32MiB`. Default `128MiB`. */
  readonly bufferPool?: string;
  /** Connections to each server at once, 20 to 10,000. Default 100. */
  readonly maxConnections?: number;
  /** Backups by timer, made on a secondary. Default: none. */
  readonly backup?: BackupDeclaration;
}

export interface BackupDeclaration {
  /** When full backups are made: five fields as in crontab(5), in UTC. Default `0 3 * * *`. */
  readonly schedule?: string;
  /** How often binary logs are closed and saved: what is lost at most with the whole database. `1m` to `1d`, default `5m`. */
  readonly binaryLogs?: string;
  /**
   * How long backups are kept, in whole days. The newest, and the newest that was restored well, always stay; where the
   * database was built anew, those of the one before it, too. Default `14d`.
   */
  readonly keep?: string;
  /**
   * When the newest backup is restored into a scratch instance on a database host, as in crontab(5), in UTC. The private
   * key then lies on these hosts, for root alone. Default `false`: `smartx db restore --check` does it, and hands the key
   * over for as long as it takes.
   */
  readonly restoreCheck?: string | false;
  /**
   * A directory of the database hosts, best the mount of another machine's; or a repository of restic, such as
   * `s3:https://…`, with its variables (RESTIC_PASSWORD, AWS_ACCESS_KEY_ID) in a file beside the declaration. Over SFTP
   * (`sftp:user@host:/path`) it also needs a private key, and the keys that the other host may show.
   */
  readonly target:
    | { readonly directory: string }
    | {
        readonly restic: string;
        readonly environmentFile: string;
        readonly sshKeyFile?: string;
        readonly knownHostsFile?: string;
      };
}

export interface FirewallDeclaration {
  /** Networks from which SSH and the monitoring pages may be reached, besides the machine that runs the lab. */
  readonly adminNetworks?: readonly (string | undefined)[];
}

export interface MonitoringDeclaration {
  /** How often every target is asked, `1s` to `5m`. Default `5s`. */
  readonly scrapeInterval?: string;
  /** How long measurements are kept, in whole days. Default `31d`. */
  readonly retention?: string;
  /** Disk that they may take on a monitoring host; the oldest ones go first. From `512MiB`, default `10GiB`. */
  readonly maxSize?: string;
  /** What users are promised. Alerts and the error budget are counted from it. */
  readonly objective?: ObjectiveDeclaration;
  /** Of all hosts, collected on the monitoring hosts. */
  readonly logs?: LogsDeclaration;
  /** Who is told of alerts. Default: nobody; they are kept and shown. */
  readonly alerts?: AlertsDeclaration;
  /**
   * Called every minute, so that its owner notices when monitoring is gone: `url` names a secret, which
   * `smartx secrets set monitoring:NAME` gives its value. Default: none.
   */
  readonly deadMan?: { readonly url: string };
}

/** Values that are secret are kept by `smartx secrets set monitoring:NAME`; here stands NAME. */
export interface AlertsDeclaration {
  readonly email?: EmailDeclaration;
  /** Gets what Alertmanager calls a webhook: `url` names a secret. */
  readonly webhook?: { readonly url: string };
  /** `url` names a secret: the address of an incoming webhook of Slack. */
  readonly slack?: { readonly url: string; readonly channel?: string };
}

export interface EmailDeclaration {
  readonly to: string;
  readonly from: string;
  /** `mail.example.net:587`; it must offer TLS. */
  readonly smarthost: string;
  readonly username?: string;
  /** Names a secret. */
  readonly password?: string;
}

export interface LogsDeclaration {
  /** How long lines are kept, in whole days. Default `14d`. */
  readonly keep?: string;
  /** What the lines of one host may take on a monitoring host, at least `16MiB`. Default `2GiB`. */
  readonly maxSize?: string;
  /**
   * Addresses of users lose their last octet (IPv4) or last 80 bits (IPv6): `true`, before they leave the host that served
   * them; `'everywhere'`, in what that host itself keeps, too. Default `true`.
   */
  readonly anonymise?: boolean | 'everywhere';
}

export interface ObjectiveDeclaration {
  /** Percent of requests that no server fails, 50 to 99.999. Default 99.9. */
  readonly availability?: number;
  /** How many of them are fast, and what fast is. */
  readonly latency?: {
    /** `5ms`, `10ms`, `25ms`, `50ms`, `100ms`, `250ms`, `500ms`, `1s`, `2500ms`, `5s` or `10s`. Default `500ms`. */
    readonly within?: string;
    /** Percent of requests, 50 to 99.999. Default 99. */
    readonly share?: number;
  };
}

/** What `lab({...})` gives: machines on one Linux machine. */
export interface LabDeclaration extends LabOptions {
  readonly provider: 'lab';
}

export interface LabOptions {
  /** Name servers. Default 2. */
  readonly dns?: number;
  /** Default 2. */
  readonly loadBalancers?: number;
  /** Web hosts. Default 2. */
  readonly web?: number;
  /** Application hosts; 0 runs the application on the web hosts. Default 0. */
  readonly app?: number;
  /** Monitoring hosts. Default 1. */
  readonly monitoring?: number;
  /** The network that users come from. Default `10.213.N.0/24`; N is 0 for the environment `lab`, else made from its name. */
  readonly public?: string;
  /** The network between the hosts. Default `10.214.N.0/24`. */
  readonly private?: string;
  /** The address of the site, in the public network. Default: the tenth address there. */
  readonly virtualAddress?: string;
  /** `false` allows a single host where two are the rule. Default true. */
  readonly redundancy?: boolean;
  /** Whether `smartx drill` may break things here on purpose. Default true: a lab is there to be broken. */
  readonly drills?: boolean;
  /** The hosts one by one, instead of the counts above. */
  readonly hosts?: Readonly<Record<string, HostDeclaration>>;
}

export interface HostDeclaration {
  readonly roles: readonly (Role | undefined)[];
  /** In the private network. */
  readonly address: string;
  /** In the public network; name servers and load balancers must have one, the others must not. */
  readonly publicAddress?: string;
}

/** What `servers({...})` gives: machines that are there already, reached by SSH. */
export interface ServersDeclaration extends ServersOptions {
  readonly provider: 'servers';
}

export interface ServersOptions {
  /** The network between the hosts: `10.20.0.0/24`. */
  readonly network: string;
  /** The network that the public addresses and the virtual address are in. Default: `network`, each host having one leg. */
  readonly publicNetwork?: string;
  /** The address of the site; it moves between the load balancers. In the public network. */
  readonly virtualAddress: string;
  readonly hosts: Readonly<Record<string, ServerDeclaration>>;
  /** Names of the hosts' network interfaces. Default `eth0` in the private and `eth1` in a public network of its own. */
  readonly interfaces?: InterfacesDeclaration;
  /** An ssh_config(5) to use in place of your own, relative to the declaration. */
  readonly sshConfig?: string;
  /** Where database hosts get MySQL from. Default `distribution`: the package `mysql-server` of the host's own sources. */
  readonly mysql?: 'distribution' | AptSourceDeclaration;
  /** `false` allows a single host where two are the rule. Default true. */
  readonly redundancy?: boolean;
  /** Whether `smartx drill` may break things here on purpose. Default false. */
  readonly drills?: boolean;
}

export interface ServerDeclaration extends HostDeclaration {
  /** How ssh(1) reaches it: `deploy@203.0.113.11`, a name of your ssh_config, or `ssh://deploy@203.0.113.11:2222`. */
  readonly ssh: string;
  /** The host of this environment that SSH goes through; its firewall then lets that one in. */
  readonly jump?: string;
  /** Where its interfaces are called otherwise. */
  readonly interfaces?: InterfacesDeclaration;
}

export interface InterfacesDeclaration {
  readonly private?: string;
  readonly public?: string;
}

/** A source of packages, as in sources.list(5). */
export interface AptSourceDeclaration {
  /** `http://repo.mysql.com/apt/debian` */
  readonly uri: string;
  /** `trixie` */
  readonly suite: string;
  /** Default `['main']`. */
  readonly components?: readonly (string | undefined)[];
  /** The key that signs it, ASCII armoured, relative to the declaration. */
  readonly keyFile?: string;
  /** Or a keyring that the hosts have already: `/usr/share/keyrings/debian-archive-keyring.gpg`. */
  readonly signedBy?: string;
  /** Pin-Priority of all that comes from there, apt_preferences(5). Below 500 only what is asked for is taken. Default 500. */
  readonly priority?: number;
}
