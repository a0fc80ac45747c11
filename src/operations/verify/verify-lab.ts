import { readEnvironment } from '../read-environment.ts';
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
  const { manifest, transport, authorityFile } = await readEnvironment(
    request.platform,
    `verify the lab '${environment}'`,
  );
  return verify({ ...request, manifest, transport, outside: labClient(environment), authorityFile });
}
