import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { siteApp } from '../../platform/chosen-apps.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { type Materials, releaseOf } from '../../services/manifest.ts';
import { readIfThere } from '../read-if-there.ts';
import { writeWhole } from '../write-whole.ts';

/** The packed directories of an application that go together. */
export interface ReleaseIds {
  readonly app: string;
  /** The files of the site; null where there are none, or where they go with another application. */
  readonly static: string | null;
}

export function releaseIdsOf(platform: Platform, app: App, materials: Pick<Materials, 'releases'>): ReleaseIds {
  const statics = siteApp(platform).id === app.id ? materials.releases.static : undefined;
  return { app: releaseOf(materials, app), static: statics ?? null };
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

/** What was put on the hosts of an application, and when. @throws Failure when the file is damaged. */
export async function readReleaseState(stateDirectory: string, app: Named): Promise<ReleaseState> {
  return readStateFile(fileOf(stateDirectory, app));
}

async function readStateFile(file: string): Promise<ReleaseState> {
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

/** Notes for every application that all hosts have what was just brought to them. */
export async function rememberReleases(
  stateDirectory: string,
  { apps, platform, materials }: { apps: readonly App[]; platform: Platform; materials: Pick<Materials, 'releases'> },
  about: Omit<ReleaseEntry, 'ids'>,
): Promise<void> {
  for (const app of apps) {
    await rememberRelease(stateDirectory, app, { ids: releaseIdsOf(platform, app, materials), ...about });
  }
}

/** Whether anything was ever put on hosts, whatever the applications were called then. */
export async function hasReleases(stateDirectory: string): Promise<boolean> {
  const files = (await readdir(stateDirectory).catch(noneWithout)).filter((file) => stateFile.test(file));
  const states = await Promise.all(files.map((file) => readStateFile(join(stateDirectory, file))));
  return states.some(({ history }) => history.length > 0);
}

/**
 * Notes that all hosts have a release now. The same one twice in a row is noted once, and one that an operator went back to
 * stays that, whatever files of the site come to it later.
 */
export async function rememberRelease(stateDirectory: string, app: Named, entry: ReleaseEntry): Promise<void> {
  const { history } = await readReleaseState(stateDirectory, app);
  const [current] = history;
  const isSame = current !== undefined && sameRelease(current.ids, entry.ids);
  const isDeployed = entry.what === 'deploy' || entry.what === 'rollback';
  if (isSame && (!isDeployed || entry.what === current.what)) return;
  const isKept = !isDeployed && current?.what === 'rollback' && current.ids.app === entry.ids.app;
  const file = fileOf(stateDirectory, app);
  // Whoever went back did so then: this run has only brought the files.
  const newest = isKept ? { ...current, ids: entry.ids } : entry;
  const text = JSON.stringify({ history: [newest, ...history].slice(0, HISTORY_MAX) }, undefined, 2);
  await writeWhole(file, `${text}\n`);
}

export function sameRelease(one: ReleaseIds, other: ReleaseIds): boolean {
  return one.app === other.app && one.static === other.static;
}

type Named = Pick<App, 'name'>;

function fileOf(stateDirectory: string, { name }: Named): string {
  return join(stateDirectory, name === undefined ? 'releases.json' : `releases-${name}.json`);
}

function noneWithout(error: NodeJS.ErrnoException): readonly string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** All that `fileOf` may say. */
const stateFile = /^releases(-[^-.]+)?[.]json$/;
