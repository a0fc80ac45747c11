import type { DeclaredRecord } from '../../declaration/model.ts';
import type { Problem } from '../../problems/problem.ts';
import type { DnsRecord } from '../platform.ts';

/** What records point at is there, and is no alias. Names outside of the zone are not ours to judge. */
export function checkTargets(declared: readonly DeclaredRecord[], zone: readonly DnsRecord[]): readonly Problem[] {
  const aliases = new Map(zone.filter((record) => record.type === 'CNAME').map(({ name, value }) => [name, value]));
  const owners = new Set(zone.map((record) => record.name));
  const apexes = zone.filter((record) => record.type === 'NS').map((record) => record.name);
  const domain = apexes.reduce((one, other) => (one.length <= other.length ? one : other), apexes[0] ?? '');
  const delegated = new Set(apexes.filter((apex) => apex !== domain));
  return declared.flatMap((record): Problem[] => {
    const { target } = record;
    if (target === undefined || isSelf(record)) return target === undefined ? [] : [pointsAtItself(record)];
    const real = aliases.get(target);
    if (real !== undefined) return [pointsAtAlias(record, target, real)];
    const isOurs = target === domain || target.endsWith(`.${domain}`);
    return isOurs && !answers(target, domain, owners, delegated) ? [pointsAtNothing(record, target)] : [];
  });
}

function isSelf(record: DeclaredRecord): boolean {
  return record.type === 'CNAME' && record.target === record.name;
}

/** True when the name has records, matches a wildcard (RFC 4592), or is left to other name servers. */
function answers(name: string, domain: string, owners: ReadonlySet<string>, delegated: ReadonlySet<string>): boolean {
  if (owners.has(name)) return true;
  let parent = name;
  while (parent !== domain && parent.includes('.')) {
    if (delegated.has(parent)) return true;
    parent = parent.slice(parent.indexOf('.') + 1);
    if (owners.has(`*.${parent}`)) return true;
  }
  return false;
}

function pointsAtItself({ name, path }: DeclaredRecord): Problem {
  const reason = `${name} is an alias of itself.`;
  return { code: 'TARGET_IS_ALIAS', path: `${path}.value`, reason, fix: 'Point it at a name with an address.' };
}

/** RFC 2181 section 10.3 for MX and NS, RFC 2782 for SRV; chains of aliases cost a query each (RFC 1034 section 3.6.2). */
function pointsAtAlias({ path, type }: DeclaredRecord, target: string, real: string): Problem {
  const reason = `${type} points at ${target}, which is an alias.`;
  return { code: 'TARGET_IS_ALIAS', path: `${path}.value`, reason, fix: `Point it at ${real}.` };
}

function pointsAtNothing({ path, type }: DeclaredRecord, target: string): Problem {
  const reason = `${type} points at ${target}, which has no record in this zone.`;
  return {
    code: 'TARGET_MISSING',
    path: `${path}.value`,
    reason,
    fix: `Add an A record for ${target}, or correct the name.`,
  };
}
