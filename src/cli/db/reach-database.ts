import type { Platform } from '../../platform/platform.ts';
import type { Transport } from '../../transport/transport.ts';
import { readCredentials } from '../credentials.ts';
import type { Invocation } from '../invocation.ts';
import { atEnvironment } from '../lab-access.ts';
import { loadDeclaration } from '../load-declaration.ts';

export interface ReachedDatabase {
  readonly platform: Platform;
  readonly transport: Transport;
}

/** Does work on the database of an environment. @throws UsageError, whatever the work throws */
export async function withDatabase<T>(
  invocation: Invocation,
  command: readonly string[],
  work: (database: ReachedDatabase) => Promise<T>,
): Promise<T> {
  const loaded = await loadDeclaration(invocation);
  const { platform } = loaded;
  const [{ refuseLabThatIsDown }, { transportOf }] = await Promise.all([
    import('../../operations/read-environment.ts'),
    import('../../operations/transport-of.ts'),
  ]);
  const credentials = await readCredentials(invocation);
  return atEnvironment(invocation, loaded, command, async () => {
    await refuseLabThatIsDown(platform, `reach the database of '${platform.environment}'`);
    return work({ platform, transport: await transportOf(platform, credentials) });
  });
}
