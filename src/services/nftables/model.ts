/** What a host lets in, as values: rendered for nft, and interpreted by `accepts`. Everything else is refused. */
export interface Firewall {
  /** Sorted by name; each one is used by a rule. */
  readonly sets: readonly AddressSet[];
  readonly rules: readonly AcceptRule[];
  /** Where a refusal is said aloud: the interface in the private network. */
  readonly refusingInterface: string;
}

export interface AddressSet {
  readonly name: string;
  /** IPv4 addresses or CIDRs, never empty. */
  readonly elements: readonly string[];
}

export interface AcceptRule {
  /** Unique on the host; its counter is called so. */
  readonly name: string;
  readonly interfaceName: string;
  /** Name of a set; undefined for anyone. */
  readonly sourceSet: string | undefined;
  /** Our own address that it is sent to. */
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp' | 'vrrp';
  readonly port: number | undefined;
  /** New connections of each address are limited: anyone may come, so somebody will come too often. */
  readonly limited: boolean;
  /** Each packet stands for itself: a flood of questions must not fill the table of connections. */
  readonly untracked: boolean;
  readonly why: string;
}
