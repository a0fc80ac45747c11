import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Platform } from '../../platform/platform.ts';
import { pathsOf } from '../environment-paths.ts';
import { type GatheredMaterials, gatherMaterials } from '../materials.ts';

export interface GatherForServers {
  readonly platform: Platform;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onBuild?: ((line: string) => void) | undefined;
}

/** Secrets, certificates and packed releases of servers, which lie beside the declaration. Changes no host. */
export async function gatherForServers(request: GatherForServers): Promise<GatheredMaterials> {
  const { stateDirectory, caFile, buildsDirectory } = pathsOf(request.platform);
  const own = dirname(dirname(stateDirectory));
  await mkdir(own, { recursive: true, mode: 0o700 });
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  // Keys and passwords must not get into a repository by accident.
  await writeFile(join(own, '.gitignore'), '*\n');
  return gatherMaterials({ ...request, stateDirectory, cacheDirectory: buildsDirectory, authorityFile: caFile });
}
