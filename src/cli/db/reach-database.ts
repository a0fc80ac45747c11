import type { Platform } from '../../platform/platform.ts';
import type { Transport } from '../../transport/transport.ts';
import { readCredentials } from '../credentials.ts';
import type { Invocation } from '../invocation.ts';
import { lookIntoLab, refuseLabOfAnother } from '../lab-access.ts';
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
  const { platform, directory } = await loadDeclaration(invocation);
  const isLab = platform.provider === 'lab';
  if (isLab) await refuseLabOfAnother(invocation.environment, directory);
  const { transportOf } = await import('../../operations/transport-of.ts');
  const credentials = await readCredentials(invocation);
  const reach = async () => work({ platform, transport: await transportOf(platform, credentials) });
  return isLab ? lookIntoLab(invocation, command, reach) : reach();
}
