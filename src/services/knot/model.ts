import type { DnsRecord } from '../../platform/platform.ts';

/** One name server as knot.conf describes it. */
export interface NameServer {
  readonly zone: string;
  readonly listenAddresses: readonly string[];
  /** Base64, as TSIG wants it. */
  readonly transferKey: string;
  readonly transfer: ZoneSource;
  /** CIDR whose queries are never rate-limited: our own hosts. */
  readonly trustedNetwork: string;
}

/** The primary reads the zone from a file and tells the secondaries; a secondary fetches it from the primary. */
export type ZoneSource =
  | { readonly kind: 'primary'; readonly zoneFile: string; readonly secondaries: readonly Peer[] }
  | { readonly kind: 'secondary'; readonly primary: Peer };

/** Another name server of the zone, met over the private network. */
export interface Peer {
  readonly name: string;
  readonly address: string;
  /** Our own address that transfers and notifications leave from. */
  readonly via: string;
}

export interface ZoneFile {
  readonly zone: string;
  readonly ttlSeconds: number;
  readonly soa: StartOfAuthority;
  readonly records: readonly DnsRecord[];
}

/** Times in seconds, RFC 1035 section 3.3.13. */
export interface StartOfAuthority {
  readonly primaryName: string;
  readonly contact: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  /** How long an answer "no such name" may be remembered (RFC 2308). */
  readonly negativeTtl: number;
}
