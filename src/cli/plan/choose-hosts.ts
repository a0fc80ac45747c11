import { type Platform, type Role, roles } from '../../platform/platform.ts';
import { didYouMeanHint } from '../../problems/suggest.ts';
import { UsageError } from '../report/report-thrown.ts';

/**
 * The hosts that were named, and those of the roles that were named; undefined when nothing was named, which is all.
 * @throws UsageError for a name that there is not.
 */
export function chooseHosts(
  { hosts }: Pick<Platform, 'hosts'>,
  { host = [], only = [] }: { readonly host?: readonly string[]; readonly only?: readonly string[] },
): ReadonlySet<string> | undefined {
  if (host.length + only.length === 0) return undefined;
  const names = hosts.map(({ name }) => name);
  for (const name of host) refuseUnknown('host', name, names);
  for (const name of only) refuseUnknown('role', name, roles);
  const byRole = hosts.filter((one) => one.roles.some((role: Role) => only.includes(role)));
  return new Set([...host, ...byRole.map(({ name }) => name)]);
}

function refuseUnknown(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new UsageError(
    `There is no ${what} '${name}'.${didYouMeanHint(name, known)}`,
    `Choose from: ${known.join(', ')}.`,
  );
}
