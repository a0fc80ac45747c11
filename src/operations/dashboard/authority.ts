import { join } from 'node:path';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { pathsOf } from '../environment-paths.ts';
import { readIfThere } from '../read-if-there.ts';
import { readKnownPairs } from '../secrets/shared-certificates.ts';
import { makeOwnDirectory } from '../servers/own-directory.ts';
import { writeWhole } from '../write-whole.ts';

/**
 * The certificate of the authority that hosts show theirs from, and its file. A checkout that has never applied knows it by
 * the secrets, and gets the file now.
 * @throws Failure where there is none yet.
 */
export async function findAuthority(platform: Platform): Promise<{ readonly file: string; readonly text: string }> {
  const { stateDirectory, caFile: file } = pathsOf(platform);
  const known = await readIfThere(file);
  if (known !== undefined) return { file, text: known };
  const { authority } = await readKnownPairs({
    ...{ platform, stateDirectory },
    certificateDirectory: join(stateDirectory, 'certificates'),
  });
  if (authority === undefined) throw notMade(platform);
  await makeOwnDirectory(platform);
  await writeWhole(file, authority.certificate, 0o644);
  return { file, text: authority.certificate };
}

function notMade({ provider, environment }: Platform): Failure {
  return new Failure({
    step: 'reach the dashboard',
    reason: `'${environment}' has no certificates yet`,
    changed: 'Nothing was changed.',
    next: `smartx ${provider === 'lab' ? 'up' : 'apply'} --env ${environment} makes them.`,
  });
}
