import type { ChangeSecrets } from '../../operations/secrets/change-secrets.ts';
import { type Invocation, sameCommand } from '../invocation.ts';
import { atEnvironment } from '../lab-access.ts';
import type { LoadedDeclaration } from '../load-declaration.ts';
import { UsageError } from '../report/report-thrown.ts';

/** Does work on the secrets of an environment. @throws UsageError, whatever the work throws */
export async function withSecrets<T>(
  invocation: Invocation,
  loaded: LoadedDeclaration,
  command: readonly string[],
  work: (request: ChangeSecrets) => Promise<T>,
): Promise<T> {
  const { newRunId, whoRuns } = await import('../run-id.ts');
  const now = new Date();
  const { platform } = loaded;
  // Before anything is typed in: a lab's secrets and its journal are root's.
  if (platform.provider === 'lab' && process.getuid?.() !== 0) {
    const again = `sudo ${sameCommand(invocation, 'secrets', ...command)}`;
    throw new UsageError(`Looking into the lab '${platform.environment}' needs root.`, again);
  }
  return atEnvironment(invocation, loaded, ['secrets', ...command], () =>
    work({ platform, run: newRunId(now), who: whoRuns(), now }),
  );
}
