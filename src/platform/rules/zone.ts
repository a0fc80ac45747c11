import type { DeclaredRecord, RecordOwner, RecordType } from '../../declaration/model.ts';
import type { Problem } from '../../problems/problem.ts';
import type { DnsRecord } from '../platform.ts';
import { deriveRecords, isSpf } from '../zone.ts';
import type { RuleInput } from './rules.ts';
import { checkTargets } from './zone-targets.ts';

/** How the declared records get along with each other and with those that Smartx derives. */
export function checkZone({ declaration, platform }: RuleInput): readonly Problem[] {
  const { records, valueless } = declaration.dns;
  const { hosts, virtualAddress } = platform;
  const derived = groupByName(deriveRecords({ declaration, virtualAddress, hosts }));
  const declared = groupByName(records);
  // Name and type suffice to know whether a record may stand there, whatever is wrong with its value.
  const placed = groupByName<RecordOwner>([...records, ...valueless]);
  const single = [...placed.values()]
    .flat()
    .flatMap((record) => [
      ...checkDerived(record, declaration.domain, derived.get(record.name) ?? []),
      ...checkAlias(record, declaration.domain, placed.get(record.name)!),
    ]);
  const sets = [...declared.values()].flatMap((group) => [...checkDuplicates(group), ...checkSets(group)]);
  return [...single, ...sets, ...checkTargets(records, platform.zone.records)];
}

function groupByName<T extends { readonly name: string }>(records: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const group = groups.get(record.name);
    if (group === undefined) groups.set(record.name, [record]);
    else group.push(record);
  }
  return groups;
}

const addressTypes: readonly RecordType[] = ['A', 'AAAA', 'CNAME'];

function checkDerived(record: RecordOwner, domain: string, derived: readonly DnsRecord[]): Problem[] {
  const isAddress = addressTypes.includes(record.type) && derived.some((own) => addressTypes.includes(own.type));
  const isApexServer = record.type === 'NS' && record.name === domain;
  if (isApexAlias(record, domain) || (!isAddress && !isApexServer)) return [];
  const reason = `${record.type} of ${record.name} is derived from the hosts.`;
  return [{ code: 'RECORD_DERIVED', path: record.path, reason, fix: 'Remove this record, or give it another name.' }];
}

function isApexAlias(record: RecordOwner, domain: string): boolean {
  return record.type === 'CNAME' && record.name === domain;
}

/** RFC 1034 section 3.6.2: an alias is alone at its name, so the apex with its SOA and NS can never be one. */
function checkAlias(record: RecordOwner, domain: string, group: readonly RecordOwner[]): Problem[] {
  const { path, name } = record;
  if (record.type !== 'CNAME') return [];
  if (name === domain) {
    const reason = 'The domain itself has SOA and NS records, so it cannot be an alias.';
    return [{ code: 'CNAME_AT_APEX', path, reason, fix: 'Remove it: the apex gets the virtual address by itself.' }];
  }
  const others = group.filter((other) => other.type !== 'CNAME' || other.value !== record.value);
  if (others.length === 0) return [];
  const types = [...new Set(others.map((other) => other.type))].sort().join(', ');
  const reason = `'${name.slice(0, -domain.length - 1)}' is an alias, and has further records (${types}).`;
  return [{ code: 'CNAME_NOT_ALONE', path, reason, fix: 'Remove the alias, or the others.' }];
}

function checkDuplicates(group: readonly DeclaredRecord[]): Problem[] {
  const first = new Map<string, string>();
  return group.flatMap(({ name, path, type, value }): Problem[] => {
    const key = `${type} ${value}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, path);
    if (earlier === undefined) return [];
    return [
      { code: 'RECORD_DUPLICATE', path, reason: `${type} of ${name} repeats ${earlier}.`, fix: 'Remove one of them.' },
    ];
  });
}

function checkSets(group: readonly DeclaredRecord[]): Problem[] {
  return [...new Set(group.map((record) => record.type))].flatMap((type) => {
    const set = group.filter((record) => record.type === type);
    return [...checkTtls(set), ...checkNullMx(set), ...checkSpf(set)];
  });
}

function checkTtls(set: readonly DeclaredRecord[]): Problem[] {
  const [first] = set;
  const odd = set.find((record) => record.ttlSeconds !== first?.ttlSeconds);
  if (first === undefined || odd === undefined) return [];
  const reason = `${odd.type} of ${odd.name} has the time to live ${odd.ttlSeconds}s, and ${first.path} has ${first.ttlSeconds}s.`;
  return [
    { code: 'RECORD_TTLS_DIFFER', path: odd.path, reason, fix: 'Give all records of one name and type the same one.' },
  ];
}

/** RFC 7505 section 3 */
function checkNullMx(set: readonly DeclaredRecord[]): Problem[] {
  const none = set.find((record) => record.type === 'MX' && record.target === undefined);
  if (none === undefined || set.length === 1) return [];
  const reason = `${none.name} says that it takes no mail, and names a mail server.`;
  return [{ code: 'NULL_MX_NOT_ALONE', path: none.path, reason, fix: 'Remove one of the two.' }];
}

/** RFC 7208 section 3.2: with two policies, receivers use none. */
function checkSpf(set: readonly DeclaredRecord[]): Problem[] {
  const policies = set.filter((record) => record.type === 'TXT' && isSpf(record));
  return policies.slice(1).map(({ name, path }) => ({
    code: 'SPF_DUPLICATE',
    path,
    reason: `${name} has two SPF policies, and receivers then follow none.`,
    fix: 'Merge them into one record.',
  }));
}
