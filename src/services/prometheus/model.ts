/** One entry of scrape_configs. */
export interface ScrapeJob {
  readonly name: string;
  readonly metricsPath: string;
  /** For probes: what the blackbox exporter is asked to do with each target, and where it listens. */
  readonly probe: { readonly module: string; readonly exporter: string } | undefined;
  readonly targets: readonly ScrapeTarget[];
}

export interface ScrapeTarget {
  /** `address:port`; of a probe what is probed, such as a URL. */
  readonly address: string;
  /** Name of the host that it is about. */
  readonly host: string;
}
