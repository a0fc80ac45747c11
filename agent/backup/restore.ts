import { type Asked, chooseChain, type Wanted } from './choose-chain.ts';
import type { BackupConfig } from './config.ts';
import { applyLogs, restoreFull } from './prepare.ts';
import { type Restored, replaceLive } from './replace-live.ts';
import { emptyScratch } from './scratch.ts';
import type { Store } from './store.ts';
import type { Tell } from './tell.ts';

export interface RestoreRequest extends Asked {
  identity: string;
}

/**
 * Replaces the schemas of the applications. All that can go wrong with a backup goes wrong in the scratch instance, while
 * the live data are untouched.
 */
export async function restore(
  config: BackupConfig,
  store: Store,
  request: RestoreRequest,
  tell: Tell,
): Promise<Restored> {
  const chain = await chooseChain(config, store, request, tell);
  await emptyScratch(config.scratchDirectory);
  // The backup of what there is now needs the scratch directory, too.
  const own = { ...config, scratchDirectory: restoreDirectory(config) };
  await emptyScratch(own.scratchDirectory);
  try {
    const scratch = await restoreFull(own, store, chain, request.identity, tell);
    try {
      await applyLogs(own, store, chain, request.identity, endOfLogs(request.wanted), tell);
      return await replaceLive(config, store, chain, scratch, tell);
    } finally {
      await scratch.stop().catch(() => undefined);
    }
  } finally {
    // What is left is removed by the next run; the outcome of this one matters more.
    await emptyScratch(own.scratchDirectory).catch(() => undefined);
  }
}

/** Where the data to restore are made ready. */
export function restoreDirectory({ scratchDirectory }: BackupConfig): string {
  return `${scratchDirectory}-restore`;
}

function endOfLogs(wanted: Wanted) {
  return 'time' in wanted || 'before' in wanted ? wanted : 'all';
}
