import { compile } from '../compile.ts';
import { labState } from '../lab/lab.ts';
import type { Platform } from '../platform/platform.ts';
import { Failure } from '../problems/failure.ts';
import type { Manifest, Materials } from '../services/manifest.ts';
import type { Transport } from '../transport/transport.ts';
import { pathsOf } from './environment-paths.ts';
import { readMaterials } from './materials.ts';
import { placeholderMaterials } from './placeholder-materials.ts';
import { type Credentials, transportOf } from './transport-of.ts';

/** An environment with what its hosts were made from: all that is needed to look at it. */
export interface ReadEnvironment {
  readonly materials: Materials;
  readonly manifest: Manifest;
  readonly transport: Transport;
  /** The authority's certificate, for everybody. */
  readonly authorityFile: string;
}

/**
 * Reads what belongs to a lab that is up, or to servers that were applied to; makes and changes nothing. Single hosts may
 * be down.
 * @param step what cannot be done otherwise: `verify the lab 'lab'`
 * @throws Failure when it is not up.
 */
export async function readEnvironment(
  platform: Platform,
  step: string,
  credentials?: Credentials,
): Promise<ReadEnvironment> {
  await refuseLabThatIsDown(platform, step);
  const materials = await readKnownMaterials(platform);
  if (materials === undefined) throw notUp(platform, step, 'it has been brought up only in part, or with other hosts');
  return environmentOf(platform, materials, credentials);
}

/** @throws Failure for a lab of which no machine runs; servers have to be asked. */
export async function refuseLabThatIsDown(platform: Platform, step: string): Promise<void> {
  if (platform.provider !== 'lab') return;
  const { machines } = await labState(platform.environment);
  if (!machines.some(({ state }) => state === 'running')) throw notUp(platform, step, 'none of its machines runs');
}

function notUp({ environment, provider }: Platform, step: string, reason: string): Failure {
  return new Failure({
    step,
    reason,
    changed: 'Nothing was asked, nothing was changed.',
    next: `bring it up first: smartx ${provider === 'lab' ? 'up' : 'apply'}${environment === 'lab' ? '' : ` --env ${environment}`}`,
  });
}

/**
 * The same for servers that nobody has applied to yet: secrets and certificates that will be made are stand-ins, which
 * say nothing about a host that has none of them either.
 */
export async function readBeforeFirstApply(platform: Platform, credentials?: Credentials): Promise<ReadEnvironment> {
  const known = await readKnownMaterials(platform);
  return environmentOf(platform, known ?? placeholderMaterials(platform), credentials);
}

function readKnownMaterials(platform: Platform): Promise<Materials | undefined> {
  const { stateDirectory, buildsDirectory } = pathsOf(platform);
  return readMaterials({ platform, stateDirectory, cacheDirectory: buildsDirectory });
}

async function environmentOf(
  platform: Platform,
  materials: Materials,
  credentials: Credentials | undefined,
): Promise<ReadEnvironment> {
  const transport = await transportOf(platform, credentials);
  return { materials, manifest: compile(platform, materials), transport, authorityFile: pathsOf(platform).caFile };
}
