import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ReleaseVariant } from '../../drills/fault.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { pathsOf } from '../environment-paths.ts';
import { type DeployRequest, deployLocked } from '../releases/deploy.ts';
import { readReleaseState } from '../releases/release-state.ts';
import { listSources } from '../source-tree.ts';

/** Whom the list of releases names for what a drill deploys. */
const who = 'a drill';

/** Of which application, and whose. */
export interface Variant {
  readonly platform: Platform;
  /** Folder of the declaration. */
  readonly owner: string;
  readonly app: App;
}

/**
 * Deploys a variant of the application's sources, by the same way as `smartx deploy`. The drill holds the environment's
 * lock.
 * @throws Failure; for `broken` unless the release that cannot start was started, and put back.
 */
export async function deployVariant({ platform, owner, app }: Variant, variant: ReleaseVariant): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'smartx-drill-'));
  try {
    if (variant === 'changed') await copySources(app.directory, directory);
    await writeFile(join(directory, 'smartx-drill.txt'), `${directory} ${Date.now()}\n`);
    const build = variant === 'changed' ? app.build : undefined;
    const other = { ...app, directory, build };
    const apps = platform.apps.map((one) => (one === app ? other : one));
    const request = requestOf({ platform: { ...platform, apps }, owner, app: other });
    if (variant === 'changed') await deployLocked(request);
    else await expectPutBack({ ...request, leavesSchema: true });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Puts back the release that was there before a drill came. Nothing to do where it never left. @throws Failure */
export async function deployDeclared(declared: Variant): Promise<void> {
  const { history } = await readReleaseState(pathsOf(declared.platform).stateDirectory, declared.app);
  const before = history.find((entry) => entry.who !== who);
  const wasRolledBack = before?.what === 'rollback';
  const what = wasRolledBack ? ({ kind: 'rollback', to: before.ids.app } as const) : ({ kind: 'deploy' } as const);
  await deployLocked({ ...requestOf(declared), what });
}

/** Whatever else fails, a migration say, is not what the drill is about. */
async function expectPutBack(request: DeployRequest): Promise<void> {
  const isPutBack = await deployLocked(request).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Failure && [error, ...error.more].some(({ putBack }) => putBack)) return true;
      throw error;
    },
  );
  if (isPutBack) return;
  throw new Failure({
    step: 'deploy a release that cannot start',
    reason: 'it was taken for a good one',
    changed: 'It is on the hosts.',
    next: 'smartx drill --heal brings the sources of the declaration.',
  });
}

function requestOf({ platform, owner, app }: Variant): DeployRequest {
  const now = new Date();
  const run = `drill-${now.getTime()}`;
  return { platform, apps: [app], owner, what: { kind: 'deploy' }, run, who, now, onEvent: () => undefined };
}

async function copySources(from: string, to: string): Promise<void> {
  for (const { path, kind } of await listSources(from)) {
    if (kind !== 'file') continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(from, path), join(to, path));
  }
}
