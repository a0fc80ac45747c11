import type { Platform } from './platform/platform.ts';
import { services } from './services/catalogue.ts';
import type {
  Contribution,
  HostManifest,
  Manifest,
  ManifestListener,
  ManifestUnit,
  Materials,
  SystemUser,
} from './services/manifest.ts';
import { checkUnitFiles } from './services/unit-files.ts';

/**
 * Compiles a platform to what each of its hosts must look like. Pure and deterministic: equal arguments give equal
 * bytes. The time grows linearly with the number of hosts.
 */
export function compile(platform: Platform, materials: Materials): Manifest {
  return {
    hosts: platform.hosts.map((host) =>
      mergeContributions(
        host.name,
        services.map((contribute) => contribute(platform, host, materials)),
      ),
    ),
  };
}

/**
 * Joins what the services add to one host, everything sorted. Two services that claim the same file, unit, check or
 * probe, or want the same directory or user in two ways, are a mistake in Smartx: it throws.
 */
export function mergeContributions(host: string, contributions: readonly Contribution[]): HostManifest {
  const all = <T>(pick: (contribution: Contribution) => readonly T[] | undefined) =>
    contributions.flatMap((contribution) => pick(contribution) ?? []);
  const files = sortedBy(
    host,
    all((one) => one.files),
    (file) => file.path,
  );
  return {
    host,
    packages: sortedSet(all((one) => one.packages)),
    runtimes: sortedSet(all((one) => one.runtimes)),
    dataDirectories: sortedSet(all((one) => one.dataDirectories)),
    users: mergeUsers(all((one) => one.users)),
    directories: sortedBy(
      host,
      allowEqual(
        host,
        all((one) => one.directories),
        (directory) => directory.path,
      ),
      (directory) => directory.path,
    ),
    files,
    releases: sortedBy(
      host,
      allowEqual(
        host,
        all((one) => one.releases),
        (release) => release.name,
      ),
      (release) => release.name,
    ),
    units: sortedBy(
      host,
      all((one) => one.units),
      (unit) => unit.name,
    ).sort(byOrder),
    listens: sortedBy(
      host,
      all((one) => one.listens),
      listenerKey,
    ),
    checks: sortedBy(
      host,
      [
        ...all((one) => one.checks),
        ...checkUnitFiles(
          files,
          all((one) => one.releases),
        ),
      ],
      (check) => check.name,
    ),
    probes: sortedBy(
      host,
      all((one) => one.probes),
      (probe) => probe.name,
    ),
  };
}

function byOrder(left: ManifestUnit, right: ManifestUnit): number {
  return left.order - right.order;
}

function listenerKey({ port, protocol, address }: ManifestListener): string {
  return `port ${String(port).padStart(5, '0')} ${protocol} ${address}`;
}

function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

/** A user that several services need belongs to the groups that any of them asked for. */
function mergeUsers(users: readonly SystemUser[]): readonly SystemUser[] {
  const groups = new Map<string, string[]>();
  for (const user of users) groups.set(user.name, [...(groups.get(user.name) ?? []), ...user.groups]);
  return [...groups]
    .map(([name, wanted]) => ({ name, groups: sortedSet(wanted) }))
    .sort((a, b) => compare(a.name, b.name));
}

function allowEqual<T>(host: string, values: readonly T[], keyOf: (value: T) => string): T[] {
  const known = new Map<string, T>();
  for (const value of values) {
    const earlier = known.get(keyOf(value));
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(value)) throw conflict(host, keyOf(value));
    known.set(keyOf(value), value);
  }
  return [...known.values()];
}

function sortedBy<T>(host: string, values: readonly T[], keyOf: (value: T) => string): T[] {
  const sorted = [...values].sort((left, right) => compare(keyOf(left), keyOf(right)));
  for (const [index, value] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && keyOf(next) === keyOf(value)) throw conflict(host, keyOf(value));
  }
  return sorted;
}

/** By code unit, so that no locale can change the order. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function conflict(host: string, what: string): Error {
  return new Error(`Two services want ${what} on ${host} differently. This is a mistake in Smartx.`);
}
