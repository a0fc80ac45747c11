import { compile } from '../../compile.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Manifest, Materials } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { type ConvergeEvent, converge } from '../converge.ts';
import { pathsOf } from '../environment-paths.ts';
import { gatherMaterials } from '../materials.ts';
import type { PackedRelease } from '../pack-release.ts';
import { type PlatformPlan, readPlan } from '../read-plan.ts';
import { readReleaseState } from '../releases/release-state.ts';
import { refuseUnrelated } from './refuse-unrelated.ts';
import { nextStage } from './rotation.ts';
import { secretStores } from './secret-store.ts';
import { noSecrets } from './secrets-document.ts';
import { waitForAccounts } from './wait-for-accounts.ts';

export interface FinishRotation {
  readonly platform: Platform;
  readonly transport: Transport;
  /** Id of this run. */
  readonly run: string;
  readonly who: string;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: ConvergeEvent) => void;
}

const STAGES_MAX = 3;

/**
 * Carries a rotation of the database's passwords from the stage that it is in to its end; without one it does nothing. A
 * stage is noted as begun before any host is told of it, and left when it is true on every host: whenever this is cut
 * off, everybody can log in, and the next call goes on. For whoever holds the environment's lock.
 * @returns the hosts that were changed, sorted
 * @throws Failure
 */
export async function finishRotation(request: FinishRotation): Promise<readonly string[]> {
  const { platform, transport, signal, now } = request;
  const { generated } = secretStores(platform, pathsOf(platform).stateDirectory);
  const changedHosts = new Set<string>();
  for (let stages = 0; stages < STAGES_MAX; stages += 1) {
    if (!(await isRotating(platform))) break;
    const { changed, manifest } = await bringStage(request);
    for (const host of changed) changedHosts.add(host);
    await waitForAccounts({ manifest, transport, signal });
    await generated.write(nextStage((await generated.read()) ?? noSecrets, now.toISOString()));
  }
  return [...changedHosts].sort();
}

/** Whether passwords are between old and new. @throws Failure when the secrets cannot be read */
export async function isRotating(platform: Platform): Promise<boolean> {
  const { generated } = secretStores(platform, pathsOf(platform).stateDirectory);
  return (await generated.read())?.rotation !== undefined;
}

async function bringStage(request: FinishRotation) {
  const looked = await lookForRotation(request);
  const { changed } = await converge({ ...request, ...looked });
  return { changed, manifest: looked.manifest };
}

export interface LookedForRotation {
  readonly manifest: Manifest;
  readonly materials: Materials;
  readonly releases: readonly PackedRelease[];
  readonly plan: PlatformPlan;
}

/**
 * What is to be done for the secrets as they are noted now, with the release that the hosts have.
 * @throws Failure when hosts differ in more than that.
 */
export async function lookForRotation(
  request: Omit<FinishRotation, 'run' | 'who' | 'onEvent'>,
): Promise<LookedForRotation> {
  const { platform, transport, now, signal } = request;
  const { stateDirectory, buildsDirectory, caFile } = pathsOf(platform);
  const current = platform.apps.map(
    async (app) => [app.id, (await readReleaseState(stateDirectory, app)).history[0]?.ids] as const,
  );
  const { materials, releases } = await gatherMaterials({
    ...{ platform, stateDirectory, cacheDirectory: buildsDirectory, authorityFile: caFile, now, signal },
    wanted: Object.fromEntries(await Promise.all(current)),
  });
  const manifest = compile(platform, materials);
  const plan = await readPlan({ transport, manifest, signal });
  refuseUnrelated(platform, plan, { begun: await isRotating(platform) });
  return { manifest, materials, releases, plan };
}
