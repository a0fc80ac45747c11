import { compile } from '../../compile.ts';
import { labState } from '../../lab/lab.ts';
import { Failure } from '../../problems/failure.ts';
import { openSsh } from '../../transport/openssh.ts';
import { buildsDirectory, environmentPaths } from '../environment-paths.ts';
import { readMaterials } from '../materials.ts';
import { labClient } from './lab-client.ts';
import type { VerifyReport } from './report.ts';
import { type VerifyRequest, verify } from './verify.ts';

export type VerifyLabRequest = Pick<VerifyRequest, 'platform' | 'only' | 'now' | 'signal' | 'onEvent'>;

/**
 * Puts the promises of a lab to the test, with what it was brought up with.
 * @throws Failure when it is not up; that single machines are down is for the promises to judge.
 */
export async function verifyLab(request: VerifyLabRequest): Promise<VerifyReport> {
  const { environment } = request.platform;
  const { stateDirectory, caFile, sshConfig } = environmentPaths(environment);
  const { machines } = await labState(environment);
  if (!machines.some(({ state }) => state === 'running')) throw notUp(environment, 'none of its machines runs');
  const materials = await readMaterials({ ...request, stateDirectory, cacheDirectory: buildsDirectory });
  if (materials === undefined) throw notUp(environment, 'it has been brought up only in part, or with other hosts');
  return verify({
    ...request,
    manifest: compile(request.platform, materials),
    transport: openSsh({ configFile: sshConfig }),
    outside: labClient(environment),
    authorityFile: caFile,
  });
}

function notUp(environment: string, reason: string): Failure {
  return new Failure({
    step: `verify the lab '${environment}'`,
    reason,
    changed: 'Nothing was asked, nothing was changed.',
    next: `bring it up first: smartx up${environment === 'lab' ? '' : ` --env ${environment}`}`,
  });
}
