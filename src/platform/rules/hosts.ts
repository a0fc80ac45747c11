import type { DeclaredHost } from '../../declaration/model.ts';
import { show } from '../../declaration/reading.ts';
import { type Role, roles } from '../../declaration/roles.ts';
import type { Problem } from '../../problems/problem.ts';
import { publicRoles } from '../hosts.ts';
import type { RuleInput } from './rules.ts';

/** What is wrong with single hosts: their names, roles and legs. Hosts that are counted come out right. */
export function checkHosts({ environment, path, platform }: RuleInput): readonly Problem[] {
  const declared = Object.entries(environment.hosts ?? {});
  // Where both networks are one, a host has one leg, and everybody is in reach of everybody.
  const hasTwoLegs = platform.networks.public.cidr !== platform.networks.private.cidr;
  return declared.flatMap(([name, host]) => {
    const at = `${path}.hosts.${name}`;
    const own = host.roles.filter((role) => role !== undefined);
    const legs = hasTwoLegs ? checkLegs(host, own, at) : [];
    return [...checkName(name, at), ...checkRoles(own, at), ...checkClashes(own, at), ...legs];
  });
}

/** Names of a host's interface, cgroup and machine are made from it, and those are short. */
const nameCharactersMax = 11;
const reservedNames = ['client', 'localhost'];

function checkName(name: string, path: string): Problem[] {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || reservedNames.includes(name)) {
    const fix = "Write lower case letters, digits and hyphens, a letter first: 'web-1'.";
    return [{ code: 'HOST_NAME_INVALID', path, reason: `a host cannot be called ${show(name)}.`, fix }];
  }
  if (name.length <= nameCharactersMax) return [];
  const reason = `the name ${show(name)} has ${name.length} characters.`;
  return [{ code: 'HOST_NAME_TOO_LONG', path, reason, fix: `Write at most ${nameCharactersMax}.` }];
}

function checkRoles(own: readonly Role[], path: string): Problem[] {
  if (own.length === 0) {
    const fix = `Write what it does, some of ${roles.join(', ')}; or remove it.`;
    return [{ code: 'HOST_WITHOUT_ROLE', path: `${path}.roles`, reason: 'the host has no role.', fix }];
  }
  const twice = roles.filter((role) => own.indexOf(role) !== own.lastIndexOf(role));
  return twice.map((role) => ({
    code: 'ROLE_DUPLICATE',
    path: `${path}.roles`,
    reason: `the role ${role} is named twice.`,
    fix: 'Name it once.',
  }));
}

const clashes: readonly { one: Role; other: Role; why: string }[] = [
  { one: 'loadBalancer', other: 'web', why: 'HAProxy and Nginx would both listen on 80 and 443' },
  { one: 'app', other: 'database', why: 'MySQL and the way to it would both listen on 3306' },
];

function checkClashes(own: readonly Role[], path: string): Problem[] {
  return clashes
    .filter(({ one, other }) => own.includes(one) && own.includes(other))
    .map(({ one, other, why }) => ({
      code: 'ROLES_CLASH',
      path: `${path}.roles`,
      reason: `${one} and ${other} cannot share a host: ${why}.`,
      fix: 'Move one of them to another host.',
    }));
}

function checkLegs(host: DeclaredHost, own: readonly Role[], path: string): Problem[] {
  const at = `${path}.publicAddress`;
  const role = publicRoles.find((candidate) => own.includes(candidate));
  if (role !== undefined && host.publicAddress === undefined) {
    const reason = `a host with the role ${role} is reached from outside, and has no public address.`;
    return [{ code: 'PUBLIC_ADDRESS_MISSING', path: at, reason, fix: 'Add `publicAddress`, in the public network.' }];
  }
  if (role !== undefined || host.publicAddress === undefined || own.length === 0) return [];
  const reason = `a host with the roles ${own.join(', ')} must not be reachable from outside.`;
  return [{ code: 'PUBLIC_ADDRESS_UNEXPECTED', path: at, reason, fix: 'Remove `publicAddress`.' }];
}
