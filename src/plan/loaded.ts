import type { HostManifest, ManifestUnit } from '../services/manifest.ts';
import type { HostFacts, UnitFacts } from './facts.ts';
import type { Sha256 } from './plan.ts';

/** What a unit loads: the hash of everything that needs a restart, and of everything that needs only a reload. */
export interface Hashes {
  readonly restartHash: string;
  readonly reloadHash: string;
}

/**
 * A file that changed less than this before the unit's start may have been read before or after its change: the
 * kernel's coarse clock is well below it.
 */
const START_MARGIN_SECONDS = 1;

/** The hashes of a unit when it has loaded what the manifest declares. */
export function declaredHashes(unit: ManifestUnit, manifest: HostManifest, sha256: Sha256): Hashes {
  const contents = new Map(manifest.files.map((file) => [file.path, file.content]));
  const releases = new Map<string, string>(manifest.releases.map((release) => [`release:${release.name}`, release.id]));
  return hashesOf(unit, sha256, (subject) => {
    const content = contents.get(subject);
    return content === undefined ? (releases.get(subject) ?? 'absent') : sha256(content);
  });
}

/** The hashes of a unit when it has loaded what is on the host's disk now. */
export function hashesOnDisk(unit: ManifestUnit, manifest: HostManifest, facts: HostFacts, sha256: Sha256): Hashes {
  return hashesOf(unit, sha256, (subject) => {
    const link = linkOfRelease(subject, manifest);
    if (link === undefined) return facts.paths.get(subject)?.sha256 ?? 'absent';
    return facts.paths.get(link)?.target?.replace(/^releases\//, '') ?? 'absent';
  });
}

/**
 * What a running unit has loaded. Its record says so, as long as it belongs to this very start of the unit. A unit that
 * was started by somebody else (a crash, a reboot) loaded what was on disk then: known only if nothing of it has changed
 * since. Undefined when nobody can know.
 */
export function loadedHashes(
  unit: ManifestUnit,
  now: UnitFacts,
  manifest: HostManifest,
  facts: HostFacts,
  sha256: Sha256,
): Hashes | undefined {
  const record = facts.loaded.get(unit.name);
  if (record !== undefined && record.invocationId === now.invocationId) return record;
  const started = now.startedSeconds ?? bootedSeconds(facts);
  if (started === undefined) return undefined;
  const changedSince = [...unit.restartOn, ...unit.reloadOn].some((subject) => {
    const path = facts.paths.get(linkOfRelease(subject, manifest) ?? subject);
    return path !== undefined && path.changedSeconds > started - START_MARGIN_SECONDS;
  });
  return changedSince ? undefined : hashesOnDisk(unit, manifest, facts, sha256);
}

/**
 * When the host had booted at the latest, for units that systemd gives no start of their own, such as timers: the first
 * start of any unit. Those units were loaded then, or later.
 */
function bootedSeconds(facts: HostFacts): number | undefined {
  const starts = [...facts.units.values()].flatMap(({ startedSeconds }) => startedSeconds ?? []);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

function hashesOf(unit: ManifestUnit, sha256: Sha256, state: (subject: string) => string): Hashes {
  const hash = (subjects: readonly string[]) =>
    sha256(
      [...subjects]
        .sort()
        .map((subject) => `${subject}\t${state(subject)}\n`)
        .join(''),
    );
  return { restartHash: hash(unit.restartOn), reloadHash: hash(unit.reloadOn) };
}

function linkOfRelease(subject: string, manifest: HostManifest): string | undefined {
  if (!subject.startsWith('release:')) return undefined;
  const release = manifest.releases.find((one) => `release:${one.name}` === subject);
  return release === undefined ? undefined : `${release.root}/current`;
}
