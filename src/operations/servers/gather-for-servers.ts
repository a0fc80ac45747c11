import type { Platform } from '../../platform/platform.ts';
import { pathsOf } from '../environment-paths.ts';
import { type GatheredMaterials, gatherMaterials } from '../materials.ts';
import { makeOwnDirectory } from './own-directory.ts';

export interface GatherForServers {
  readonly platform: Platform;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onBuild?: ((line: string) => void) | undefined;
}

/** Secrets, certificates and packed releases of servers, which lie beside the declaration. Changes no host. */
export async function gatherForServers(request: GatherForServers): Promise<GatheredMaterials> {
  const { stateDirectory, caFile, buildsDirectory } = pathsOf(request.platform);
  await makeOwnDirectory(request.platform);
  return gatherMaterials({ ...request, stateDirectory, cacheDirectory: buildsDirectory, authorityFile: caFile });
}
