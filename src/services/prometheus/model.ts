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
}

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
