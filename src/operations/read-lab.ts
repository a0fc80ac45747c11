import { compile } from '../compile.ts';
import { labState } from '../lab/lab.ts';
import type { Platform } from '../platform/platform.ts';
import { Failure } from '../problems/failure.ts';
import type { Manifest, Materials } from '../services/manifest.ts';
import { openSsh } from '../transport/openssh.ts';
import type { Transport } from '../transport/transport.ts';
import { buildsDirectory, environmentPaths } from './environment-paths.ts';
import { readMaterials } from './materials.ts';

/** A lab that is up, with what it was brought up with: all that is needed to look at it. */
export interface ReadLab {
  readonly materials: Materials;
  readonly manifest: Manifest;
  readonly transport: Transport;
  /** The authority's certificate, for everybody. */
  readonly authorityFile: string;
}

/**
 * Reads what belongs to a lab; makes and changes nothing.
 * @param step what cannot be done otherwise: `verify the lab 'lab'`
 * @throws Failure when it is not up; single machines may be down.
 */
export async function readLab(platform: Platform, step: string): Promise<ReadLab> {
  const { environment } = platform;
  const { stateDirectory, caFile, sshConfig } = environmentPaths(environment);
  const { machines } = await labState(environment);
  const notUp = (reason: string) =>
    new Failure({
      step,
      reason,
      changed: 'Nothing was asked, nothing was changed.',
      next: `bring it up first: smartx up${environment === 'lab' ? '' : ` --env ${environment}`}`,
    });
  if (!machines.some(({ state }) => state === 'running')) throw notUp('none of its machines runs');
  const materials = await readMaterials({ platform, stateDirectory, cacheDirectory: buildsDirectory });
  if (materials === undefined) throw notUp('it has been brought up only in part, or with other hosts');
  const manifest = compile(platform, materials);
  return { materials, manifest, transport: openSsh({ configFile: sshConfig }), authorityFile: caFile };
}
