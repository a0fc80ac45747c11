import type { HostManifest, ManifestUnit } from '../services/manifest.ts';
import type { HostFacts, UnitFacts } from './facts.ts';
import { declaredHashes, type Hashes, hashesOnDisk, loadedHashes } from './loaded.ts';
import type { Disruption, Sha256, Step, UnitAction, UnitLoad, UnitStep } from './plan.ts';

export interface UnitSteps {
  readonly retire: readonly Step[];
  readonly enable: readonly Step[];
  readonly act: readonly Step[];
  readonly loads: readonly UnitLoad[];
}

/** What systemd has to do. `changing` are the paths and releases that the same plan changes. */
export function diffUnits(
  manifest: HostManifest,
  facts: HostFacts,
  changing: ReadonlySet<string>,
  sha256: Sha256,
): UnitSteps {
  const units = manifest.units.toSorted(byOrder);
  const decided = units.map((unit) => decide(unit, manifest, facts, changing, sha256));
  return {
    retire: retireUnits(manifest, facts),
    enable: units.flatMap((unit) => enableUnit(unit, manifest, facts)),
    act: decided.flatMap((one) => (one === undefined ? [] : [one.step])),
    loads: decided.flatMap((one) => (one === undefined ? [] : [one.load])),
  };
}

interface Decision {
  readonly step: Step;
  readonly load: UnitLoad;
}

/** All that a decision about a unit rests on. */
interface UnitState {
  readonly unit: ManifestUnit;
  readonly now: UnitFacts | undefined;
  readonly declared: Hashes;
  readonly onDisk: Hashes;
  /** Undefined when it does not run, or nobody can know. */
  readonly loaded: Hashes | undefined;
}

function decide(
  unit: ManifestUnit,
  manifest: HostManifest,
  facts: HostFacts,
  changing: ReadonlySet<string>,
  sha256: Sha256,
): Decision | undefined {
  const now = facts.units.get(unit.name);
  const declared = declaredHashes(unit, manifest, sha256);
  const onDisk = hashesOnDisk(unit, manifest, facts, sha256);
  const running = now !== undefined && isActive(now) ? loadedHashes(unit, now, manifest, facts, sha256) : undefined;
  const loaded = unit.kind === 'oneshot' ? facts.loaded.get(unit.name) : running;
  const state = { unit, now, declared, onDisk, loaded };
  const choice = unit.kind === 'oneshot' ? chooseRun(state) : chooseAction(state, changing);
  if (choice === undefined) return undefined;
  const waits = unit.kind === 'service' || !startsWithItsFollowers(unit, manifest, facts);
  const drift = choice.action === 'start' && isManaged(unit.name, facts) ? { drift: true } : {};
  const step = { kind: 'unit', unit: unit.name, order: unit.order, waits, ...choice, ...drift } as const;
  const before = loaded && { restartHash: loaded.restartHash, reloadHash: loaded.reloadHash };
  return { step, load: { unit: unit.name, kind: unit.kind, ...declared, before } };
}

interface Choice {
  readonly action: UnitAction;
  readonly reason: string;
  readonly disruption: Disruption;
}

function chooseAction(state: UnitState, changing: ReadonlySet<string>): Choice | undefined {
  const { unit, now, declared, onDisk, loaded } = state;
  if (!isActive(now)) {
    const reason = now?.activeState === 'failed' ? 'it failed' : 'it is not running';
    return { action: 'start', reason, disruption: 'none' };
  }
  const restart = { action: 'restart', disruption: unit.restartDisruption } as const;
  if (loaded === undefined) return { ...restart, reason: 'it started by itself while its configuration changed' };
  if (loaded.restartHash !== declared.restartHash) return { ...restart, reason: reasonOf(unit.restartOn, changing) };
  const reload = { action: 'reload', disruption: 'reload' } as const;
  if (loaded.reloadHash !== declared.reloadHash) return { ...reload, reason: reasonOf(unit.reloadOn, changing) };
  // Whoever changed the file by hand may have reloaded the unit as well, which leaves no trace.
  if (onDisk.reloadHash !== declared.reloadHash) return { ...reload, reason: reasonOf(unit.reloadOn, changing) };
  return undefined;
}

function chooseRun({ unit, declared, onDisk, loaded }: UnitState): Choice | undefined {
  const base = { action: 'run', disruption: unit.restartDisruption } as const;
  if (loaded === undefined) return { ...base, reason: 'it has not run yet' };
  if (loaded.restartHash !== declared.restartHash)
    return { ...base, reason: 'what it runs has changed since its last run' };
  if (onDisk.restartHash !== declared.restartHash) return { ...base, reason: 'what it runs was changed by hand' };
  return undefined;
}

function reasonOf(subjects: readonly string[], changing: ReadonlySet<string>): string {
  const changes = subjects.filter((subject) => changing.has(subject));
  if (changes.length === 0) return 'it still runs with an older configuration';
  return `${changes.join(', ')} ${changes.length === 1 ? 'changes' : 'change'}`;
}

/**
 * A oneshot that prepares the ground for a service (a migration for the application: both name the same release or
 * file) is waited for when that service already runs, for then it is an update. At the very first start the service is
 * started at the same time, and a cold start is quick; the service's own retries and readiness cover the time between.
 */
function startsWithItsFollowers(unit: ManifestUnit, manifest: HostManifest, facts: HostFacts): boolean {
  const followers = manifest.units.filter(
    (other) =>
      other.kind === 'service' &&
      other.order >= unit.order &&
      other.restartOn.some((subject) => unit.restartOn.includes(subject)),
  );
  return followers.length > 0 && followers.every((other) => !isActive(facts.units.get(other.name)));
}

/** What every Debian has and needs by itself: a host that is given back keeps its SSH server. */
const ofTheSystem: ReadonlySet<string> = new Set([
  'logrotate.timer',
  'ssh.service',
  'systemd-journald.service',
  'systemd-sysctl.service',
]);

function retireUnits(manifest: HostManifest, facts: HostFacts): Step[] {
  const declared = new Set(manifest.units.map((unit) => unit.name));
  const gone = (facts.managed?.units ?? []).filter((name) => !declared.has(name) && !ofTheSystem.has(name)).sort();
  return gone.map((unit) => ({
    ...({ kind: 'unit', unit, action: 'retire', order: 0, waits: true } satisfies UnitStep),
    ...{ reason: 'it is no longer declared', disruption: 'restart' },
  }));
}

function enableUnit(unit: ManifestUnit, manifest: HostManifest, facts: HostFacts): Step[] {
  const own = manifest.files.find((file) => file.path === `/etc/systemd/system/${unit.name}`);
  // Without such a section there is nothing to enable: something else starts it.
  if (own !== undefined && !/^\[Install\]/m.test(own.content)) return [];
  if (facts.enabled.has(unit.name)) return [];
  const step = { kind: 'unit', unit: unit.name, action: 'enable', order: unit.order, waits: true } satisfies UnitStep;
  const drift = isManaged(unit.name, facts) ? { drift: true } : {};
  return [{ ...step, reason: 'nothing starts it at boot', disruption: 'none', ...drift }];
}

/** A run has started and enabled it before. */
function isManaged(unit: string, facts: HostFacts): boolean {
  return facts.managed?.units.includes(unit) ?? false;
}

function isActive(now: UnitFacts | undefined): boolean {
  return ['active', 'reloading', 'refreshing'].includes(now?.activeState ?? '');
}

function byOrder(a: ManifestUnit, b: ManifestUnit): number {
  if (a.order !== b.order) return a.order - b.order;
  if (a.kind !== b.kind) return a.kind === 'oneshot' ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
