import type { CataloguePart } from './entry.ts';

/** Problems of the domain and its records. */
export const dnsProblems = {
  DOMAIN_INVALID: {
    title: 'Not a domain name',
    explanation:
      'A domain has at least two labels of 1-63 letters, digits and inner hyphens, 253 characters in all. Names in other scripts are written in their xn-- form.',
    wrong: "domain: 'bücher.example'",
    right: "domain: 'xn--bcher-kva.example'",
  },
  CONTACT_INVALID: {
    title: 'Not a mailbox',
    explanation: 'The contact is the mailbox of whoever answers for the zone. It is published in the SOA record.',
    wrong: "dns: { contact: 'a@b@c' }",
    right: "dns: { contact: 'hostmaster@foobar.com' }",
  },
  RECORD_TYPE_UNKNOWN: {
    title: 'Unknown type of record',
    explanation: 'Smartx serves A, AAAA, CAA, CNAME, MX, NS, SRV and TXT. SOA is made by the name server.',
    wrong: "{ name: 'mail', type: 'AA', value: '192.0.2.1' }",
    right: "{ name: 'mail', type: 'A', value: '192.0.2.1' }",
  },
  RECORD_NAME_INVALID: {
    title: 'Not a name for a record',
    explanation: 'Labels have 1-63 letters, digits, hyphens or underscores. A star may only be the first label.',
    wrong: "{ name: 'my site', type: 'TXT', value: 'hello' }",
    right: "{ name: 'my-site', type: 'TXT', value: 'hello' }",
  },
  RECORD_OUTSIDE_ZONE: {
    title: 'The record is outside of the zone',
    explanation:
      'The name ends with a dot, so it is complete, and it is not inside of the domain. Nobody would ask us for it.',
    wrong: "{ name: 'www.other.org.', type: 'A', value: '192.0.2.1' }",
    right: "{ name: 'www.shop', type: 'A', value: '192.0.2.1' }",
  },
  RECORD_VALUE_INVALID: {
    title: 'The value does not fit the type',
    explanation: 'Each type has its own form: MX a preference and a host name, CAA flags, tag and value, and so on.',
    wrong: "{ name: '@', type: 'MX', value: 'mail' }",
    right: "{ name: '@', type: 'MX', value: '10 mail' }",
  },
  RECORD_TARGET_AMBIGUOUS: {
    title: 'Which host is meant?',
    explanation:
      'In a zone file a name without a final dot is relative to the zone, which is hardly ever what was meant for a name of several labels. With the dot it is clear.',
    wrong: "{ name: '@', type: 'MX', value: '10 mx.example.net' }",
    right: "{ name: '@', type: 'MX', value: '10 mx.example.net.' }",
  },
  RECORD_DUPLICATE: {
    title: 'The same record twice',
    explanation: 'A set of records has no duplicates (RFC 2181 section 5); one of the two is probably a slip.',
    wrong: "[{ name: 'a', type: 'TXT', value: 'x' }, { name: 'a', type: 'TXT', value: 'x' }]",
    right: "[{ name: 'a', type: 'TXT', value: 'x' }]",
  },
  RECORD_DERIVED: {
    title: 'Smartx derives this record',
    explanation:
      'Addresses of the site and of the name servers, and the NS records of the apex, follow from the hosts. A second source would send users elsewhere.',
    wrong: "{ name: 'www', type: 'A', value: '192.0.2.1' }",
    right: "{ name: 'old-www', type: 'A', value: '192.0.2.1' }",
  },
  RECORD_TTLS_DIFFER: {
    title: 'Different times to live in one set',
    explanation: 'All records of one name and type share their time to live (RFC 2181 section 5.2).',
    wrong: "[{ name: 'a', type: 'TXT', value: 'x', ttl: '1m' }, { name: 'a', type: 'TXT', value: 'y', ttl: '1h' }]",
    right: "[{ name: 'a', type: 'TXT', value: 'x', ttl: '1h' }, { name: 'a', type: 'TXT', value: 'y', ttl: '1h' }]",
  },
  CNAME_AT_APEX: {
    title: 'The domain itself cannot be an alias',
    explanation: 'The apex has SOA and NS records, and an alias tolerates no other records (RFC 1034 section 3.6.2).',
    wrong: "{ name: '@', type: 'CNAME', value: 'www' }",
    right: "web: { names: ['www', '@'] }",
  },
  CNAME_NOT_ALONE: {
    title: 'An alias beside other records',
    explanation:
      'Whoever finds an alias asks for its target only, so other records of the name are lost (RFC 1034 section 3.6.2).',
    wrong: "[{ name: 'shop', type: 'CNAME', value: '@' }, { name: 'shop', type: 'TXT', value: 'x' }]",
    right: "[{ name: 'shop', type: 'CNAME', value: '@' }, { name: 'note', type: 'TXT', value: 'x' }]",
  },
  TARGET_IS_ALIAS: {
    title: 'A record that points at an alias',
    explanation:
      'MX, NS and SRV name hosts, never aliases (RFC 2181 section 10.3, RFC 2782), and a chain of aliases costs a query each.',
    wrong: "{ name: 'shop', type: 'CNAME', value: 'www' }",
    right: "{ name: 'shop', type: 'CNAME', value: '@' }",
  },
  TARGET_MISSING: {
    title: 'A record that points at nothing',
    explanation: 'The target is inside of this zone, and the zone has no record of that name.',
    wrong: "[{ name: '@', type: 'MX', value: '10 mail' }]",
    right: "[{ name: '@', type: 'MX', value: '10 mail' }, { name: 'mail', type: 'A', value: '192.0.2.1' }]",
  },
  TEXT_TOO_LONG: {
    title: 'Text too long for an answer',
    explanation:
      'Text is split into strings of 255 characters by itself, but answers of several kilobytes are cut off on their way. 2,048 characters hold every key that is in use.',
    wrong: "{ name: 'a', type: 'TXT', value: 'x'.repeat(3000) }",
    right: "{ name: 'a', type: 'TXT', value: 'x'.repeat(2000) }",
  },
  NULL_MX_NOT_ALONE: {
    title: 'No mail, and a mail server',
    explanation: 'The value "0 ." says that a name takes no mail, so it stands alone (RFC 7505 section 3).',
    wrong: "[{ name: '@', type: 'MX', value: '0 .' }, { name: '@', type: 'MX', value: '10 mx.example.net.' }]",
    right: "[{ name: '@', type: 'MX', value: '10 mx.example.net.' }]",
  },
  SPF_DUPLICATE: {
    title: 'Two SPF policies',
    explanation:
      'A name has at most one record that starts with v=spf1; with two, receivers follow none (RFC 7208 section 3.2).',
    wrong: "[{ type: 'TXT', value: 'v=spf1 mx -all', ... }, { type: 'TXT', value: 'v=spf1 a -all', ... }]",
    right: "[{ type: 'TXT', value: 'v=spf1 mx a -all', ... }]",
  },
} as const satisfies CataloguePart;
