import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform, Role } from '../../platform/platform.ts';

/** The first host of a tier: faults that may hit any of them hit this one, so that a drill can be repeated. */
export function firstHost(platform: Platform, role: Role): string {
  const [first] = hostsWithRole(platform, role);
  if (first === undefined) throw new Error(`the platform has no host with the role ${role}`);
  return first.name;
}

/** Says why a drill makes no sense where a tier has a single host: of course it is felt. */
export function unfitBelowTwo(role: Role, noun: string): (platform: Platform) => string | undefined {
  return (platform) => {
    const count = hostsWithRole(platform, role).length;
    if (count >= 2) return undefined;
    return `there is ${count === 0 ? 'no' : 'only one'} ${noun}`;
  };
}

/** Says why a drill of the group makes no sense where the database is a single server. */
export function unfitWithoutGroup(platform: Platform): string | undefined {
  return platform.database.mode === 'group' ? undefined : 'the database is a single server';
}

/** A member of the database that is not the primary. */
export function firstSecondary(platform: Platform, primary: string): string {
  const secondary = hostsWithRole(platform, 'database').find(({ name }) => name !== primary);
  if (secondary === undefined) throw new Error('the group has no secondary');
  return secondary.name;
}
