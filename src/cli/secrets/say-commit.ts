import { join } from 'node:path';
import type { Output } from '../invocation.ts';
import type { LoadedDeclaration } from '../load-declaration.ts';

/** Of servers the file of secrets is in a repository, and another now. */
export function sayCommit({ provider, environment }: LoadedDeclaration['platform']): readonly string[] {
  return provider === 'lab' ? [] : [`  secrets.${environment}.age has changed; commit it.`];
}

/**
 * Does work that may renew certificates or make secrets, and says on stderr when it has: an old file in somebody else's
 * checkout would bring the old ones back. So it does when the work fails.
 */
export async function sayingCommit<T>(
  platform: LoadedDeclaration['platform'],
  err: Pick<Output, 'print'>,
  work: () => Promise<T>,
): Promise<T> {
  const { readIfThere } = await import('../../operations/read-if-there.ts');
  const file = join(platform.directory, `secrets.${platform.environment}.age`);
  const before = await readIfThere(file);
  try {
    return await work();
  } finally {
    if ((await readIfThere(file)) !== before) for (const line of sayCommit(platform)) err.print(line);
  }
}
