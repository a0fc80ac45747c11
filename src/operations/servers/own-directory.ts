import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Platform } from '../../platform/platform.ts';
import { pathsOf } from '../environment-paths.ts';

/** Makes the directory beside the declaration in which servers' state is kept. It gets into no repository by accident. */
export async function makeOwnDirectory(platform: Pick<Platform, 'provider' | 'environment' | 'directory'>) {
  const { stateDirectory } = pathsOf(platform);
  const own = dirname(dirname(stateDirectory));
  await mkdir(own, { recursive: true, mode: 0o700 });
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  await writeFile(join(own, '.gitignore'), '*\n');
}
