import type { DatabaseGrant } from './config.ts';

/** What to take from an account and what to give it, sorted. */
export interface GrantChange {
  /** True when the account has something that is not understood here, so that all is taken before all is given. */
  revokeEverything: boolean;
  revoke: DatabaseGrant[];
  grant: DatabaseGrant[];
}

/**
 * Compares what an account may do (the lines of SHOW GRANTS) with what it shall do. Privileges that stay are not
 * touched, so that statements running meanwhile never see the account without them.
 */
export function diffGrants(showGrants: readonly string[], declared: readonly DatabaseGrant[]): GrantChange {
  const current = showGrants.map(parseShownGrant);
  const wanted = pairs(declared);
  if (current.includes('unknown')) return { revokeEverything: true, revoke: [], grant: grants(wanted) };
  const had = pairs(current.filter((grant) => grant !== 'unknown'));
  return {
    revokeEverything: false,
    revoke: grants(new Set([...had].filter((pair) => !wanted.has(pair)))),
    grant: grants(new Set([...wanted].filter((pair) => !had.has(pair)))),
  };
}

/** `ON` part of a statement. In a grant on a whole schema `_` and `%` are wildcards, so that they are escaped. */
export function renderGrantTarget(on: string): string {
  const [schema = '', table = ''] = on.split('.');
  if (schema === '*') return '*.*';
  return table === '*' ? `${quote(schema.replace(/[_%]/g, '\\$&'))}.*` : `${quote(schema)}.${quote(table)}`;
}

const SHOWN = /^GRANT ([A-Z_ ,]+) ON (\*|`[^`]+`)\.(\*|`[^`]+`) TO (?:`[^`]*`|'[^']*')@(?:`[^`]*`|'[^']*')$/;

function parseShownGrant(line: string): DatabaseGrant | 'unknown' {
  const match = SHOWN.exec(line);
  if (match === null) return 'unknown';
  const unquote = (name: string): string => name.replaceAll('`', '').replace(/\\([_%])/g, '$1');
  return {
    privileges: match[1]!.split(',').map((one) => one.trim()),
    on: `${unquote(match[2]!)}.${unquote(match[3]!)}`,
  };
}

/** Each privilege with its target, `SELECT ON ledger.*`. */
function pairs(list: readonly DatabaseGrant[]): Set<string> {
  const all = list.flatMap(({ privileges, on }) => privileges.map((privilege) => `${spell(privilege)} ON ${on}`));
  // USAGE means "may log in and nothing else": every account has it and it cannot be revoked.
  return new Set(all.filter((pair) => !pair.startsWith('USAGE ON ')));
}

function spell(privilege: string): string {
  return privilege === 'ALL' ? 'ALL PRIVILEGES' : privilege;
}

function grants(set: ReadonlySet<string>): DatabaseGrant[] {
  const byTarget = new Map<string, string[]>();
  for (const pair of [...set].sort()) {
    const [privilege = '', on = ''] = pair.split(' ON ');
    byTarget.set(on, [...(byTarget.get(on) ?? []), privilege]);
  }
  return [...byTarget.keys()].sort().map((on) => ({ privileges: byTarget.get(on)!, on }));
}

function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
