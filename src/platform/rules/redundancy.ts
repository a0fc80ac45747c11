import type { Role } from '../../declaration/roles.ts';
import type { Problem } from '../../problems/problem.ts';
import { isAppColocated } from '../flows.ts';
import { hostCounts } from '../hosts.ts';
import type { RuleInput } from './rules.ts';

/** Every tier is there, and survives the loss of a host unless the operator says that it need not. */
export function checkRedundancy(input: RuleInput): readonly Problem[] {
  const missing = tiers.filter((tier) => countOf(input, tier.role) === 0);
  return [
    ...missing.map((tier) => roleMissing(input, tier)),
    ...(input.environment.redundancy ? tiers.flatMap((tier) => checkPair(input, tier)) : []),
    ...checkMembers(input),
  ];
}

interface Tier {
  readonly role: Role;
  /** Key of the count in `lab({...})`. */
  readonly key: string;
  readonly noun: string;
}

const tiers: readonly Tier[] = [
  { role: 'dns', key: 'dns', noun: 'name server' },
  { role: 'loadBalancer', key: 'loadBalancers', noun: 'load balancer' },
  { role: 'web', key: 'web', noun: 'web host' },
  { role: 'app', key: 'app', noun: 'application host' },
  { role: 'database', key: 'members', noun: 'database host' },
];

/** Hosts that are counted count as declared, even where their network turned out too small for them. */
function countOf(input: RuleInput, role: Role): number {
  const { declaration, environment, platform } = input;
  if (!isCounted(input)) return platform.hosts.filter((host) => host.roles.includes(role)).length;
  const counts = hostCounts(declaration, environment);
  if (role === 'app' && counts.app === 0) return counts.web;
  return { ...counts, loadBalancer: counts.loadBalancers }[role];
}

function isCounted({ environment }: RuleInput): boolean {
  return environment.provider === 'lab' && environment.hosts === undefined;
}

function roleMissing(input: RuleInput, { role, noun }: Tier): Problem {
  const reason = `no host has the role ${role}, and a platform needs a ${noun}.`;
  return { code: 'ROLE_MISSING', path: `${input.path}.hosts`, reason, fix: `Add the role ${role} to a host.` };
}

function checkPair(input: RuleInput, { role, key, noun }: Tier): Problem[] {
  // The application's hosts are the web hosts then, and need not be told off twice. Members of the database say themselves.
  if (role === 'database' || (role === 'app' && isAppColocated(input.platform.hosts))) return [];
  if (countOf(input, role) !== 1) return [];
  const path = isCounted(input) ? `${input.path}.${key}` : `${input.path}.hosts`;
  const reason = `there is one ${noun}, and the site would be gone with it.`;
  return [
    { code: 'NOT_REDUNDANT', path, reason, fix: 'Declare two, or write `redundancy: false` in this environment.' },
  ];
}

/** Group Replication: at most nine members, and a majority of an even number survives no more losses than of one less. */
const membersMax = 9;

function checkMembers(input: RuleInput): Problem[] {
  const members = countOf(input, 'database');
  const path = isCounted(input) ? 'database.members' : `${input.path}.hosts`;
  if (members > membersMax) {
    const reason = `there are ${members} database hosts, and a group has at most ${membersMax} members.`;
    return [{ code: 'DATABASE_MEMBERS_TOO_MANY', path, reason, fix: 'Declare 3, 5, 7 or 9.' }];
  }
  if (members === 0 || members % 2 === 1) return [];
  const reason = `${members} database hosts survive no more losses than ${members - 1}: a majority must remain.`;
  return [{ code: 'DATABASE_MEMBERS_EVEN', path, reason, fix: `Declare ${members - 1} or ${members + 1}.` }];
}
