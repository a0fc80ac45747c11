import type { BackupConfig } from './config.ts';
import { noteInJournal } from './note-in-journal.ts';
import type { Restored } from './replace-live.ts';
import { type RestoreRequest, restore } from './restore.ts';
import { endOf } from './restore-failed.ts';
import type { Store } from './store.ts';
import type { Tell } from './tell.ts';

/**
 * A restore whose end is told in any case: as a document for the operator's side, which must not guess how things were
 * left, and in the journal for whoever lost the connection.
 */
export async function runRestore(
  config: BackupConfig,
  store: Store,
  request: () => Promise<RestoreRequest>,
  tell: Tell,
): Promise<Restored> {
  try {
    const restored = await restore(config, store, await request(), tell);
    await noteInJournal(`restored from ${restored.from}; what was there is in ${restored.before}`);
    return restored;
  } catch (error) {
    const failed = endOf(error);
    const back = failed.before === undefined ? '' : `; what was there is in ${failed.before}`;
    await noteInJournal(`restore failed (${failed.state}): ${failed.reason}${back}`);
    tell(JSON.stringify({ failed }));
    throw error;
  }
}
