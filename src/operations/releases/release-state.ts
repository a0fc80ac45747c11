import { join } from 'node:path';
import { Failure } from '../../problems/failure.ts';
import type { Materials } from '../../services/manifest.ts';
import { readIfThere } from '../read-if-there.ts';
import { writeWhole } from '../write-whole.ts';

/** The two packed directories that go together. */
export interface ReleaseIds {
  readonly app: string;
  /** Null where Nginx serves no files by itself. */
  readonly static: string | null;
}

export function releaseIdsOf({ releases }: Pick<Materials, 'releases'>): ReleaseIds {
  return { app: releases.app, static: releases.static ?? null };
}

/** A release that was put on all hosts. */
export interface ReleaseEntry {
  readonly ids: ReleaseIds;
  /** RFC 3339. */
  readonly when: string;
  readonly who: string;
  /** Id of the run. */
  readonly run: string;
  readonly what: 'up' | 'apply' | 'deploy' | 'rollback';
}

export interface ReleaseState {
  /** Newest first: the first one is current. */
  readonly history: readonly ReleaseEntry[];
}

/** Enough to see what happened; releases themselves are kept for a shorter time. */
const HISTORY_MAX = 50;

/** What was put on the hosts of an environment, and when. @throws Failure when the file is damaged. */
export async function readReleaseState(stateDirectory: string): Promise<ReleaseState> {
  const file = fileOf(stateDirectory);
  const text = await readIfThere(file);
  if (text === undefined) return { history: [] };
  try {
    const { history } = JSON.parse(text) as ReleaseState;
    if (Array.isArray(history)) return { history };
  } catch {
    // Said below.
  }
  throw new Failure({
    step: 'read the releases of this environment',
    reason: `${file} is damaged`,
    changed: 'Nothing was changed.',
    next: 'restore it from a copy, or remove it: then the present sources count as the current release.',
  });
}

/** The release that an operator went back to, which stays until the next deploy; undefined when the sources count. */
export function pinnedRelease({ history: [current] }: ReleaseState): ReleaseIds | undefined {
  return current?.what === 'rollback' ? current.ids : undefined;
}

/** Notes that all hosts have a release now. The same one twice in a row is noted once. */
export async function rememberRelease(stateDirectory: string, entry: ReleaseEntry): Promise<void> {
  const { history } = await readReleaseState(stateDirectory);
  const [current] = history;
  const isSame = current !== undefined && sameRelease(current.ids, entry.ids);
  if (isSame && (entry.what === 'up' || entry.what === 'apply' || entry.what === current.what)) return;
  const file = fileOf(stateDirectory);
  const text = JSON.stringify({ history: [entry, ...history].slice(0, HISTORY_MAX) }, undefined, 2);
  await writeWhole(file, `${text}\n`);
}

export function sameRelease(one: ReleaseIds, other: ReleaseIds): boolean {
  return one.app === other.app && one.static === other.static;
}

function fileOf(stateDirectory: string): string {
  return join(stateDirectory, 'releases.json');
}
