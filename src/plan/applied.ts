import type { HostManifest } from '../services/manifest.ts';
import type { HostFacts, PathFacts } from './facts.ts';
import type { Sha256 } from './plan.ts';

/** Lines of the file on the host that says how the last run left each file; read again by `parseApplied`. */
export function appliedLines(manifest: HostManifest, sha256: Sha256): string[] {
  return manifest.files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((file) => `${fileState({ ...file, sha256: sha256(file.content) })} ${file.path}`);
}

/** Path -> state. A line that is not understood says nothing. */
export function parseApplied(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, state, path] = /^(\S+ [0-7]{4} \S+ \S+) (\/.*)$/.exec(line) ?? [];
      return state === undefined || path === undefined ? [] : [[path, state] as const];
    }),
  );
}

/** Everything of a file that is declared, in one line. */
export function fileState(file: Pick<PathFacts, 'sha256' | 'mode' | 'owner' | 'group'>): string {
  return `${file.sha256 ?? 'none'} ${file.mode.toString(8).padStart(4, '0')} ${file.owner} ${file.group}`;
}

/** Whether somebody else than Smartx changed or removed a file since the last run. False where nobody can know. */
export function hasDrifted(path: string, facts: HostFacts): boolean {
  const left = facts.applied.get(path);
  if (left === undefined) return false;
  const now = facts.paths.get(path);
  return now === undefined || now.type !== 'f' || fileState(now) !== left;
}
