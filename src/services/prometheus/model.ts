/** One entry of scrape_configs. */
export interface ScrapeJob {
  readonly name: string;
  readonly metricsPath: string;
  /** From another host: over TLS, and Prometheus shows its host's certificate. */
  readonly overTls: boolean;
  /** For probes: what the blackbox exporter is asked to do with each target, and where it listens. */
  readonly probe: { readonly module: string; readonly exporter: string } | undefined;
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
}
