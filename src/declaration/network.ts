import ipaddr from 'ipaddr.js';
import { bad, good, type Reading, show } from './reading.ts';

/** IPv4 arithmetic on plain numbers, so that a platform of ten thousand hosts is laid out without objects. */
export interface Subnet {
  /** The network's own address as a number. */
  readonly base: number;
  readonly prefixLength: number;
  /** The last address, used for broadcasts. */
  readonly last: number;
}

export function parseIpv4(value: unknown): Reading<string> {
  if (typeof value === 'string' && ipaddr.IPv4.isValidFourPartDecimal(value)) {
    // Leading zeros would be read as octal by some programs and as decimal by others.
    if (ipaddr.IPv4.parse(value).toString() === value) return good(value);
  }
  return bad('ADDRESS_INVALID', `${show(value)} is not an IPv4 address.`, "Write four numbers: '10.214.0.31'.");
}

/** A network in CIDR form. The bits behind the prefix must be zero, since `10.0.0.7/24` may mean a host or a network. */
export function parseCidr(value: unknown): Reading<string> {
  if (typeof value !== 'string' || !/^\d+\.\d+\.\d+\.\d+\/\d{1,2}$/.test(value) || !ipaddr.IPv4.isValidCIDR(value)) {
    return bad(
      'NETWORK_INVALID',
      `${show(value)} is not an IPv4 network.`,
      "Write an address and a prefix length: '10.214.0.0/24'.",
    );
  }
  const network = ipaddr.IPv4.networkAddressFromCIDR(value).toString();
  const canonical = `${network}/${Number(value.split('/')[1])}`;
  if (canonical === value) return good(value);
  return bad(
    'NETWORK_HOST_BITS',
    `${show(value)} names a host inside a network.`,
    `Write the network: '${canonical}'.`,
  );
}

/** Of a CIDR that `parseCidr` accepted. */
export function subnetOf(cidr: string): Subnet {
  const [address, prefix] = cidr.split('/');
  const prefixLength = Number(prefix);
  const base = addressToNumber(address!);
  return { base, prefixLength, last: base + 2 ** (32 - prefixLength) - 1 };
}

export function addressToNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function numberToAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

export function subnetContains(subnet: Subnet, address: string): boolean {
  const value = addressToNumber(address);
  return value >= subnet.base && value <= subnet.last;
}

export function subnetsOverlap(one: Subnet, other: Subnet): boolean {
  return one.base <= other.last && other.base <= one.last;
}

/** Ranges that nobody on the internet owns: RFC 1918, 6598 (shared), 2544 (tests) and 5737 (documentation). */
export const unownedNetworks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '198.18.0.0/15',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
] as const;

export function isUnowned(subnet: Subnet): boolean {
  return unownedNetworks.some((cidr) => {
    const range = subnetOf(cidr);
    return subnet.base >= range.base && subnet.last <= range.last;
  });
}
