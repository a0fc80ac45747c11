import type { DnsRecord, Platform, RecordType } from '../../platform/platform.ts';
import { renderValue } from '../../services/knot/render-zone.ts';
import { expandIpv6 } from './expand-ipv6.ts';

/** All records of one name and type (RFC 2181 section 5), as they are declared. */
export interface RecordSet {
  readonly name: string;
  readonly type: RecordType;
  readonly ttlSeconds: number;
  /** In the form of `comparable`, sorted. */
  readonly values: readonly string[];
  /** Belongs to a zone below that others serve: our servers only refer to it (RFC 1034 section 4.2.1). */
  readonly place: 'zone' | 'cut' | 'below-cut';
}

/** In the order of the zone. */
export function recordSetsOf(platform: Platform): readonly RecordSet[] {
  const { records } = platform.zone;
  const cuts = cutsOf(platform);
  const groups = new Map<string, DnsRecord[]>();
  for (const record of records) {
    const key = `${record.name} ${record.type}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((group) => {
    const { name, type, ttlSeconds } = group[0]!;
    return { name, type, ttlSeconds, values: group.map(declaredValue).sort(), place: placeOf(name, type, cuts) };
  });
}

/** Names at which a zone of somebody else begins. */
export function cutsOf({ domain, zone }: Platform): ReadonlySet<string> {
  return new Set(zone.records.filter(({ name, type }) => type === 'NS' && name !== domain).map(({ name }) => name));
}

function placeOf(name: string, type: RecordType, cuts: ReadonlySet<string>): RecordSet['place'] {
  if (cuts.has(name)) return type === 'NS' ? 'cut' : 'below-cut';
  return isBelow(name, cuts) ? 'below-cut' : 'zone';
}

function isBelow(name: string, cuts: ReadonlySet<string>): boolean {
  return name.split('.').some((_, index, labels) => index > 0 && cuts.has(labels.slice(index).join('.')));
}

/** TXT is compared by its text: how it was split into strings says nothing (RFC 7208 section 3.3). */
function declaredValue({ type, value }: DnsRecord): string {
  return type === 'TXT' ? value : comparable(type, renderValue({ type, value }));
}

/** One text for all ways to write the same value in the form of a zone file. */
export function comparable(type: string, data: string): string {
  switch (type) {
    case 'TXT':
      return joinStrings(data);
    case 'AAAA':
      return expandIpv6(data);
    case 'CNAME':
    case 'MX':
    case 'NS':
    case 'SRV':
      return data.trim().toLowerCase();
    default:
      return data.trim();
  }
}

/** RFC 1035 section 5.1: strings in quotes, `\"` and `\\`, and `\065` for the octet of that number. */
function joinStrings(data: string): string {
  const strings = [...data.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return strings
    .join('')
    .replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
      escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
    );
}

/** `MX of foobar.com` */
export function nameOfSet({ name, type }: { readonly name: string; readonly type: string }): string {
  return `${type} of ${name}`;
}
