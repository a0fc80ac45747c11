import type { HostManifest } from '../services/manifest.ts';
import { diffContents } from './diff-contents.ts';
import { diffInstalled, type Pins } from './diff-installed.ts';
import { diffUnits } from './diff-units.ts';
import type { HostFacts } from './facts.ts';
import type { HostPlan, Sha256, Step } from './plan.ts';

/**
 * The steps that make one host what the manifest says, each with its reason. None when it is so already. Pure: the same
 * manifest and facts give the same plan.
 */
export function diff(manifest: HostManifest, facts: HostFacts, sha256: Sha256, pins: Pins = new Map()): HostPlan {
  const contents = diffContents(manifest, facts, sha256);
  const unitFilesChange = contents.files.some((step) => step.kind === 'file' && isUnitFile(step.path));
  const units = diffUnits(manifest, facts, contents.subjects, sha256);
  const steps: Step[] = [
    ...diffInstalled(manifest, facts, pins),
    ...contents.users,
    ...contents.directories,
    ...contents.unpacks,
    ...units.retire,
    ...contents.files,
    ...contents.links,
    ...units.enable,
    ...diffDaemonReload(facts, unitFilesChange || units.retire.length + units.enable.length > 0),
    ...units.act,
  ];
  return {
    host: manifest.host,
    steps: [...steps, ...diffRecord(manifest, facts)],
    loads: units.loads,
    basedOn: facts.lastRun,
  };
}

/** Lines of the file on the host that says what is managed. */
export function managedLines(manifest: HostManifest): string[] {
  const files = manifest.files.map((file) => `file ${file.path}`).sort();
  return [...files, ...manifest.units.map((unit) => `unit ${unit.name}`).sort()];
}

function isUnitFile(path: string): boolean {
  return path.includes('/systemd/system/');
}

function diffDaemonReload(facts: HostFacts, unitFilesChange: boolean): Step[] {
  const base = { kind: 'daemonReload', disruption: 'none' } as const;
  if (unitFilesChange) return [{ ...base, reason: 'unit files or their links change' }];
  return facts.unfinished ? [{ ...base, reason: 'an earlier run was cut off' }] : [];
}

function diffRecord(manifest: HostManifest, facts: HostFacts): Step[] {
  const known = facts.managed ?? { files: [], units: [] };
  const knownLines = [...known.files.map((path) => `file ${path}`), ...known.units.map((name) => `unit ${name}`)];
  if (knownLines.join('\n') === managedLines(manifest).join('\n')) return [];
  return [{ kind: 'record', reason: 'the list of managed files and units changes', disruption: 'none' }];
}
