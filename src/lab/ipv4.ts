import { isIPv4 } from 'node:net';

/** An IPv4 network as its first and last address, both as unsigned 32-bit numbers. */
export interface Ipv4Range {
  first: number;
  last: number;
  prefixLength: number;
}

/** Reads `10.0.0.0/24`, or a single address as a network of one; undefined for anything else. */
export function parseRange(text: string): Ipv4Range | undefined {
  const [address, prefix = '32', ...rest] = text.split('/');
  const prefixLength = Number(prefix);
  if (rest.length > 0 || !isIPv4(address ?? '') || !/^\d{1,2}$/.test(prefix) || prefixLength > 32) return undefined;
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(toNumber(address as string) / size) * size;
  return { first, last: first + size - 1, prefixLength };
}

/** The 24 of `10.0.0.0/24`. */
export function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

export function isIpv4Address(text: string): boolean {
  return isIPv4(text);
}

export function rangesOverlap(a: Ipv4Range, b: Ipv4Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function rangeContains(range: Ipv4Range, address: string): boolean {
  const number = toNumber(address);
  return range.first <= number && number <= range.last;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
