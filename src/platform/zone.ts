import type { Declaration, DeclaredRecord } from '../declaration/model.ts';
import type { DnsRecord, Host, RecordType, Zone } from './platform.ts';

export interface ZoneInput {
  readonly declaration: Declaration;
  readonly virtualAddress: string;
  readonly hosts: readonly Host[];
}

/** The zone's records: those that Smartx derives, and those that the operator declared. */
export function lowerZone(input: ZoneInput): Zone {
  const { dns } = input.declaration;
  const declared = dns.records.map(({ name, type, value, ttlSeconds }) => ({ name, type, value, ttlSeconds }));
  const records = [...deriveRecords(input), ...declared].sort(compareRecords);
  return { ttlSeconds: dns.ttlSeconds, contact: dns.contact, records };
}

/** Records that nobody has to write: name servers with their glue, the site, and what protects the domain. */
export function deriveRecords(input: ZoneInput): readonly DnsRecord[] {
  return [...nameServerRecords(input), ...siteRecords(input), ...protectiveRecords(input.declaration)];
}

function nameServerRecords({ declaration, hosts }: ZoneInput): DnsRecord[] {
  const { domain, dns } = declaration;
  return hosts
    .filter((host) => host.roles.includes('dns') && host.publicAddress !== undefined)
    .flatMap((host, index) => {
      const name = `ns${index + 1}.${domain}`;
      return [record(domain, 'NS', name, dns.ttlSeconds), record(name, 'A', host.publicAddress!, dns.ttlSeconds)];
    });
}

/**
 * The apex has the address itself (RFC 1912 section 2.4 forbids an alias there), the other names are aliases of it. A
 * name with declared records of its own gets the address too, since an alias tolerates no company.
 */
function siteRecords({ declaration, virtualAddress }: ZoneInput): DnsRecord[] {
  const { domain, dns, siteNames } = declaration;
  const owners = new Set(dns.records.map((declared) => declared.name));
  return siteNames.map((name) =>
    name !== domain && siteNames.includes(domain) && !owners.has(name)
      ? record(name, 'CNAME', domain, dns.ttlSeconds)
      : record(name, 'A', virtualAddress, dns.ttlSeconds),
  );
}

/**
 * A domain without mail says so, which keeps others from sending in its name (RFC 7505, RFC 7208). No public authority
 * may sign for a site whose certificate the lab's own authority signs (RFC 8659).
 */
function protectiveRecords(declaration: Declaration): DnsRecord[] {
  const { domain, dns, tls } = declaration;
  const atApex = (type: RecordType) =>
    dns.records.filter((declared) => declared.name === domain && declared.type === type);
  const mail = atApex('MX');
  const hasMail = mail.some((declared) => declared.target !== undefined);
  const hasSpf = atApex('TXT').some(isSpf);
  const records: DnsRecord[] = [];
  if (mail.length === 0) records.push(record(domain, 'MX', '0 .', dns.ttlSeconds));
  if (!hasMail && !hasSpf) records.push(record(domain, 'TXT', 'v=spf1 -all', textTtl(atApex('TXT'), dns.ttlSeconds)));
  if (tls.source.kind === 'lab-ca' && atApex('CAA').length === 0) {
    records.push(record(domain, 'CAA', '0 issue ";"', dns.ttlSeconds));
  }
  return records;
}

/** RFC 7208 section 4.5: the version, then a space or the end. */
export function isSpf(declared: Pick<DeclaredRecord, 'value'>): boolean {
  return /^v=spf1( |$)/i.test(declared.value);
}

/** Records of one name and type share their time to live (RFC 2181 section 5.2), so ours follows the declared ones. */
function textTtl(declared: readonly DeclaredRecord[], ttlSeconds: number): number {
  return declared[0]?.ttlSeconds ?? ttlSeconds;
}

function record(name: string, type: RecordType, value: string, ttlSeconds: number): DnsRecord {
  return { name, type, value, ttlSeconds };
}

function compareRecords(one: DnsRecord, other: DnsRecord): number {
  const keys = [one, other].map(({ name, type, value }) => [name, type, value].join('\0'));
  return keys[0]! < keys[1]! ? -1 : keys[0]! > keys[1]! ? 1 : 0;
}
