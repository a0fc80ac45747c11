import ipaddr from 'ipaddr.js';
import { isHostName, isInZone, isOwnerName } from './domain-name.ts';
import type { RecordType } from './model.ts';
import { parseIpv4 } from './network.ts';
import { bad, good, type Reading, show } from './reading.ts';

export interface RecordValue {
  /** In the form of `DnsRecord.value`: complete names without the final dot, text without quotes. */
  readonly value: string;
  /** The host name in it, for CNAME, MX, NS and SRV; undefined for the root, which stands for "no such service". */
  readonly target: string | undefined;
}

/** Characters of one TXT record. It is split into strings of 255 octets (RFC 1035 section 3.3.14) by the name server. */
const textCharactersMax = 2_048;

export function parseRecordValue(type: RecordType, written: string, domain: string): Reading<RecordValue> {
  const value = written.trim();
  switch (type) {
    case 'A':
      return plain(parseIpv4(value));
    case 'AAAA':
      return parseAaaa(value);
    case 'CAA':
      return parseCaa(value);
    case 'TXT':
      return parseText(written);
    case 'CNAME':
    case 'NS':
      return withNumbers([], value, type, domain, `mail.${domain}.`);
    case 'MX':
      return withNumbers(['preference'], value, type, domain, `10 mail.${domain}.`);
    case 'SRV':
      return withNumbers(['priority', 'weight', 'port'], value, type, domain, `0 5 5060 sip.${domain}.`);
  }
}

function plain(reading: Reading<string>): Reading<RecordValue> {
  return reading.ok ? good({ value: reading.value, target: undefined }) : reading;
}

function parseAaaa(value: string): Reading<RecordValue> {
  if (ipaddr.IPv6.isValid(value) && !value.includes('%')) {
    return good({ value: ipaddr.IPv6.parse(value).toString(), target: undefined });
  }
  return bad('ADDRESS_INVALID', `${show(value)} is not an IPv6 address.`, "Write it as '2001:db8::10'.");
}

/** RFC 8659 section 4: flags, tag and value. */
function parseCaa(value: string): Reading<RecordValue> {
  const match = /^(0|128) (issue|issuewild|iodef) (?:"([^"\\]*)"|([^" ]+))$/.exec(value);
  if (match !== null) return good({ value: `${match[1]} ${match[2]} "${match[3] ?? match[4]}"`, target: undefined });
  return bad(
    'RECORD_VALUE_INVALID',
    `${show(value)} is not a value of CAA.`,
    `Write flags, tag and value: '0 issue "letsencrypt.org"'.`,
  );
}

function parseText(value: string): Reading<RecordValue> {
  if (value.length > textCharactersMax) {
    const reason = `the text has ${value.length} characters, and answers that long do not get through everywhere.`;
    return bad('TEXT_TOO_LONG', reason, `Keep it within ${textCharactersMax} characters.`);
  }
  // Other octets would need escapes, and are nearly always a quotation mark that a word processor has bent.
  if (/^[\x20-\x7e]+$/.test(value)) return good({ value, target: undefined });
  return bad('RECORD_VALUE_INVALID', `${show(value)} has characters outside of ASCII.`, 'Write ASCII characters.');
}

/** Numbers of 16 bits, then a host name. */
function withNumbers(
  numbers: readonly string[],
  value: string,
  type: RecordType,
  domain: string,
  example: string,
): Reading<RecordValue> {
  const words = value.split(/\s+/);
  const flaw = (reason: string) =>
    bad('RECORD_VALUE_INVALID', reason, `Write ${[...numbers, 'host name'].join(', ')}: '${example}'.`);
  if (words.length !== numbers.length + 1) return flaw(`${show(value)} is not a value of ${type}.`);
  const wrong = numbers.findIndex((_, place) => !/^\d{1,5}$/.test(words[place]!) || Number(words[place]) > 65_535);
  if (wrong !== -1) return flaw(`the ${numbers[wrong]} of ${show(value)} is not a number up to 65535.`);
  const host = parseTarget(words.at(-1)!, type, domain);
  if (!host.ok) return host;
  const leading = words.slice(0, -1).map(Number);
  return good({ value: [...leading, host.value ?? '.'].join(' '), target: host.value });
}

/** A host name in a value. `.` alone is "none": RFC 7505 for MX, RFC 2782 for SRV. */
function parseTarget(written: string, type: RecordType, domain: string): Reading<string | undefined> {
  const name = written.toLowerCase();
  if (name === '.' && (type === 'MX' || type === 'SRV')) return good(undefined);
  if (name === '@') return good(domain);
  const isFull = name.endsWith('.') || isInZone(name, domain);
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (!isFull && bare.includes('.')) {
    return bad(
      'RECORD_TARGET_AMBIGUOUS',
      `${show(written)} may mean that host, or one inside of ${domain}.`,
      `End it with a dot: '${bare}.' or '${bare}.${domain}.'.`,
    );
  }
  const full = isFull ? bare : `${bare}.${domain}`;
  // An alias may point at an owner such as _domainkey; mail servers and name servers are hosts (RFC 2181 section 11).
  if (type === 'CNAME' ? isOwnerName(full) && !full.startsWith('*') : isHostName(full)) return good(full);
  return bad('RECORD_VALUE_INVALID', `${show(written)} is not a host name.`, `Write a host name: 'mail.${domain}.'.`);
}
