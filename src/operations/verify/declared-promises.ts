import { compile } from '../../compile.ts';
import type { Platform } from '../../platform/platform.ts';
import { derivePromises } from '../../promises/derive.ts';
import type { PlatformPromise } from '../../promises/promise.ts';
import { placeholderMaterials } from '../placeholder-materials.ts';

/** What a platform promises, for looking at: no host was seen, so nobody should be asked these questions. */
export function declaredPromises(platform: Platform): readonly PlatformPromise[] {
  return derivePromises({
    platform,
    manifests: compile(platform, placeholderMaterials(platform)).hosts,
    observations: new Map(),
    authorityFile: 'ca.crt',
  });
}
