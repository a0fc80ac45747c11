import type { HostManifest } from '../services/manifest.ts';
import type { HostFacts } from './facts.ts';
import type { Disruption, Step } from './plan.ts';

/** Locked versions of a host's packages by name; a package that is not in here may have any. */
export type Pins = ReadonlyMap<string, string>;

/** Packages and runtimes that are missing, or have another version than the locked one. */
export function diffInstalled(manifest: HostManifest, facts: HostFacts, pins: Pins): Step[] {
  return [
    ...manifest.packages.flatMap((name) => diffPackage(name, manifest, facts, pins)),
    ...manifest.runtimes
      .filter((name) => !facts.runtimes.has(name))
      .map((name): Step => ({ kind: 'runtime', name, reason: 'it is not there', disruption: 'none' })),
  ];
}

function diffPackage(name: string, manifest: HostManifest, facts: HostFacts, pins: Pins): Step[] {
  const version = pins.get(name);
  const before = facts.packages.get(name);
  const base = { kind: 'package', name, version, before } as const;
  if (before === undefined) {
    return [{ ...base, action: 'install', reason: 'it is not installed', disruption: 'none' }];
  }
  if (version === undefined || version === before) return [];
  const reason = `version ${before} is installed, and ${version} is locked`;
  return [{ ...base, action: 'change', reason, disruption: disruptionOf(manifest), drift: true }];
}

/** A package restarts its daemons when it changes; which ones are its own is known to it alone. */
function disruptionOf({ units }: HostManifest): Disruption {
  return units.some(({ restartDisruption }) => restartDisruption === 'failover') ? 'failover' : 'restart';
}
