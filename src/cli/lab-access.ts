import { type Invocation, sameCommand } from './invocation.ts';
import type { LoadedDeclaration } from './load-declaration.ts';
import { UsageError } from './report/report-thrown.ts';

/**
 * Does work at an environment: servers, or a lab that must be this declaration's own.
 * @param command what was typed, for the advice to type it with root
 * @throws UsageError; whatever the work throws.
 */
export async function atEnvironment<T>(
  invocation: Invocation,
  { platform, directory }: LoadedDeclaration,
  command: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (platform.provider !== 'lab') return work();
  await refuseLabOfAnother(platform.environment, directory);
  return lookIntoLab(invocation, command, work);
}

/**
 * Does what looks into a lab. Without root a lab cannot be looked into, which must not read as if nothing were there.
 * @throws UsageError that says how to type it with root; whatever the work throws.
 */
export async function lookIntoLab<T>(
  invocation: Invocation,
  command: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (process.getuid?.() === 0 || (code !== 'EACCES' && code !== 'EPERM')) throw thrown;
    throw new UsageError(
      `Looking into the lab '${invocation.environment}' needs root.`,
      `sudo ${sameCommand(invocation, ...command)}`,
    );
  }
}

/**
 * A lab of the same name may be another project's: its hosts are not the ones that are meant here.
 * @param here the directory of the declaration
 * @throws UsageError
 */
export async function refuseLabOfAnother(environment: string, here: string): Promise<void> {
  const { readLabRecord } = await import('../lab/lab.ts');
  const owner = (await readLabRecord(environment))?.owner;
  if (owner === undefined || owner === here) return;
  throw new UsageError(
    `The lab '${environment}' that is on this machine belongs to ${owner}, not to ${here}.`,
    `Look at it from there, or give your environment another name under 'environments' and choose it with --env.`,
  );
}
