import { join } from 'node:path';
import type { Pins } from '../../plan/diff-installed.ts';
import type { HostFacts } from '../../plan/facts.ts';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { Manifest } from '../../services/manifest.ts';
import { readIfThere } from '../read-if-there.ts';
import { writeWhole } from '../write-whole.ts';

/** Versions of packages by operating system (`debian 13`), then by package. */
export type LockedVersions = ReadonlyMap<string, Pins>;

/** The file beside the declaration that holds the versions of an environment's packages; it belongs in the repository. */
export function versionLockFile(directory: string, environment: string): string {
  return join(directory, `smartx.${environment}.lock.json`);
}

/** @throws Failure when the file is damaged. */
export async function readVersionLock(file: string): Promise<LockedVersions> {
  const text = await readIfThere(file);
  if (text === undefined) return new Map();
  try {
    const { packages } = JSON.parse(text) as { packages: Record<string, Record<string, string>> };
    return new Map(Object.entries(packages).map(([os, versions]) => [os, new Map(Object.entries(versions))]));
  } catch {
    throw new Failure({
      step: 'read the locked versions',
      reason: `${file} is damaged`,
      changed: 'Nothing was changed.',
      next: 'restore it from the repository, or remove it: then the versions that are installed are locked anew.',
    });
  }
}

/** The versions that are locked for an environment. @throws Failure */
export function readLockedVersions({ directory, environment }: Pick<Platform, 'directory' | 'environment'>) {
  return readVersionLock(versionLockFile(directory, environment));
}

export function pinsOf(locked: LockedVersions, os: HostFacts['os']): Pins {
  return locked.get(osName(os)) ?? new Map();
}

/** Adds the versions that hosts have and nobody has locked yet; of two hosts the first one's. */
export function withInstalled(
  locked: LockedVersions,
  hosts: readonly HostFacts[],
  wanted: ReadonlySet<string>,
): LockedVersions {
  const all = new Map([...locked].map(([os, versions]) => [os, new Map(versions)]));
  for (const { os, packages } of hosts) {
    const versions = all.get(osName(os)) ?? new Map<string, string>();
    for (const [name, version] of packages) if (wanted.has(name) && !versions.has(name)) versions.set(name, version);
    all.set(osName(os), versions);
  }
  return all;
}

/** Other versions in place of those that are locked already; what nobody has locked stays free. */
export function withNewest(locked: LockedVersions, newest: LockedVersions): LockedVersions {
  return new Map(
    [...locked].map(([os, versions]) => {
      const newer = newest.get(os);
      return [os, new Map([...versions].map(([name, version]) => [name, newer?.get(name) ?? version]))];
    }),
  );
}

/** Writes the file when it would be another one, whole or not at all; tells whether it did. */
export async function writeVersionLock(file: string, locked: LockedVersions): Promise<boolean> {
  const sorted = (entries: Iterable<[string, unknown]>) =>
    Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
  const packages = sorted([...locked].map(([os, versions]): [string, unknown] => [os, sorted(versions)]));
  const text = `${JSON.stringify({ version: 1, packages }, undefined, 2)}\n`;
  if ((await readIfThere(file)) === text) return false;
  await writeWhole(file, text, 0o644);
  return true;
}

/** Whatever was installed now, or was there before anybody locked it, is what the next server gets. */
export async function lockVersions(
  platform: Platform,
  manifest: Manifest,
  facts: ReadonlyMap<string, HostFacts>,
  current: LockedVersions,
): Promise<string | undefined> {
  const file = versionLockFile(platform.directory, platform.environment);
  const wanted = new Set(manifest.hosts.flatMap(({ packages }) => packages));
  const locked = withInstalled(current, [...facts.values()], wanted);
  return (await writeVersionLock(file, locked)) ? file : undefined;
}

/** As the lock file names an operating system: `debian 13`. */
export function osName({ id, version }: HostFacts['os']): string {
  return `${id} ${version}`;
}
