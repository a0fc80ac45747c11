/** What one host sends, and to whom. */
export interface LogSender {
  readonly host: string;
  /** Monitoring hosts, each of which gets everything. */
  readonly targets: readonly LogTarget[];
  /** The access log of its web server; undefined where there is none. */
  readonly accessLog: string | undefined;
  /** Addresses of users are cut before they leave the host. */
  readonly anonymise: boolean;
  /** What waits on disk for one target at most. */
  readonly queueBytesMax: number;
}

export interface LogTarget {
  readonly name: string;
  readonly address: string;
}

/** What a monitoring host takes. */
export interface LogCollector {
  readonly address: string;
  /** By the address that the connection comes from: nobody writes into another host's files. */
  readonly hosts: readonly LogTarget[];
}
