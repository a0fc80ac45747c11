/** One entry of scrape_configs. */
export interface ScrapeJob {
  readonly name: string;
  readonly metricsPath: string;
  /** From another host: over TLS, and Prometheus shows its host's certificate. */
  readonly overTls: boolean;
  /** Its series say themselves which host they are about. */
  readonly honorLabels: boolean;
  /** Shorter than that of all, where a dead host must be seen soon; undefined for none. */
  readonly timeoutSecondsMax: number | undefined;
  /** More of them in one answer, and the whole answer is refused: nobody fills the disk by mistake. */
  readonly samplesMax: number;
  /** Names of series that are of no use here, a regular expression; undefined to keep all. */
  readonly dropped: string | undefined;
  /** For probes: what a blackbox exporter is asked to do with each target; undefined where targets say so themselves. */
  readonly probe: Probe | undefined;
  readonly targets: readonly ScrapeTarget[];
}

/** One alerting rule. */
export interface AlertingRule {
  /** `DatabaseBackupFailed` */
  readonly alert: string;
  /** PromQL: it fires for each series that this gives. */
  readonly expr: string;
  /** How long it must hold before anybody is told, seconds. */
  readonly forSeconds: number;
  /** `critical`: somebody must come. `warning`: somebody must look on a working day. */
  readonly severity: 'critical' | 'warning';
  /** What is wrong, in a line. */
  readonly summary: string;
  /** What it means. Templates as in Prometheus' documentation, "Templating". */
  readonly description: string;
  /** Path in this repository. */
  readonly runbook: string;
  readonly tier: AlertTier;
  /** How it is made to fire, and to clear. */
  readonly rehearsal: Rehearsal;
}

/** In the order in which they are shown. */
export const alertTiers = [
  'host',
  'dns',
  'loadBalancer',
  'web',
  'app',
  'database',
  'backup',
  'certificate',
  'objective',
  'monitoring',
] as const;
export type AlertTier = (typeof alertTiers)[number];

/** What a rule reads, forged: while all is well, then while something is wrong, and after it was mended. */
export interface Rehearsal {
  readonly series: readonly ForgedSeries[];
  /**
   * `always`: it is wrong as long as anybody can look back, as with what was never there; nothing was well before.
   * `throughout`: nothing can make this rule clear.
   */
  readonly wrong?: 'always' | 'throughout';
  /** Which of its metrics real exporters may be without, and why: by name. */
  readonly seldom?: Readonly<Record<string, string>>;
}

export interface ForgedSeries {
  /** `up{job="node",host="web-1"}` */
  readonly series: string;
  readonly well: Reading;
  readonly wrong: Reading;
  /** The same as `well` where it is not given; a counter may have to go faster, so that what was wrong weighs little. */
  readonly mended?: Reading;
}

export type Reading =
  | number
  | 'absent'
  /** A counter. */
  | { readonly perSecond: number }
  /** A time, so many seconds before it is looked at; negative for one that is to come. */
  | { readonly secondsAgo: number };

export interface ScrapeTarget {
  /** `address:port`; of a probe what is probed, such as a URL. */
  readonly address: string;
  /** Name of the host that it is about. */
  readonly host: string;
  /** Further labels of its series. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly probe?: Probe;
}

export interface Probe {
  /** Of its configuration. */
  readonly module: string;
  /** Where it listens, `address:port`. */
  readonly exporter: string;
}

/** One series that is computed from others and kept. */
export interface RecordingRule {
  /** `smartx:host_cpu:ratio` */
  readonly record: string;
  readonly expr: string;
}
