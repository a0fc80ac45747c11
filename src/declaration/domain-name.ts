import { bad, good, type Reading, show } from './reading.ts';

/** Labels of host names: RFC 1123 section 2.1, at most 63 octets (RFC 1035 section 2.3.4). */
const hostLabel = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
/** Owner names of records may have underscores as well (RFC 8552), and a star as the first label (RFC 4592). */
const ownerLabel = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
/** A name has at most 255 octets on the wire, which leaves 253 characters without the final dot. */
const nameCharactersMax = 253;

/** The zone's apex, without a final dot. Internationalised names must come in their ASCII form (RFC 5890). */
export function parseDomain(value: unknown): Reading<string> {
  if (typeof value !== 'string') return bad('DOMAIN_INVALID', `${show(value)} is not a domain name.`, domainFix);
  const flaw = domainFlaw(value);
  return flaw === undefined ? good(value) : bad('DOMAIN_INVALID', `${show(value)} ${flaw}.`, domainFix);
}

const domainFix = "Write a domain name in lower case: 'foobar.com'.";

function domainFlaw(name: string): string | undefined {
  if (name.length > nameCharactersMax) return `has ${name.length} characters, ${nameCharactersMax} are allowed`;
  if (!/^[\x20-\x7e]*$/.test(name)) return 'is not ASCII: write its xn-- form (punycode)';
  if (name.endsWith('.')) return 'must not end with a dot';
  if (name !== name.toLowerCase()) return 'has upper case letters';
  const labels = name.split('.');
  if (labels.length < 2) return 'needs at least two labels, such as foobar.com';
  const wrong = labels.find((label) => !hostLabel.test(label));
  if (wrong !== undefined) return `has the label ${show(wrong)}, which must be 1-63 letters, digits or inner hyphens`;
  return /^\d+$/.test(labels.at(-1)!) ? 'ends with a number, like an address' : undefined;
}

export function isHostName(name: string): boolean {
  return name.length <= nameCharactersMax && name.split('.').every((label) => hostLabel.test(label));
}

/** True for the full name of a record's owner, without the final dot. */
export function isOwnerName(name: string): boolean {
  const [first, ...rest] = name.split('.');
  if (name.length > nameCharactersMax || first === undefined) return false;
  return (first === '*' || ownerLabel.test(first)) && rest.every((label) => ownerLabel.test(label));
}

export function isInZone(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/**
 * A record's owner as written (`@`, `www`, `www.foobar.com`, `www.foobar.com.`) as a full name without the final dot.
 * A name that ends with the domain is taken as full, since nobody means `www.foobar.com.foobar.com`.
 */
export function qualifyOwner(written: string, domain: string): string {
  const name = written.toLowerCase();
  if (name === '@') return domain;
  if (name.endsWith('.')) return name.slice(0, -1);
  return isInZone(name, domain) ? name : `${name}.${domain}`;
}
