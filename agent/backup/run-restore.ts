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
  openStore: () => Store,
  request: () => Promise<RestoreRequest>,
  tell: Tell,
): Promise<Restored> {
  try {
    const restored = await restore(config, openStore(), await request(), tell);
    await noteInJournal(`restored from ${restored.from}${sayWhere(restored)}`);
    return restored;
  } catch (error) {
    const failed = endOf(error);
    await noteInJournal(`restore failed (${failed.state}): ${failed.reason}${sayWhere(failed)}`);
    tell(JSON.stringify({ failed }));
    throw error;
  }
}

function sayWhere({ before, earlier }: { before?: string | undefined; earlier?: boolean | undefined }): string {
  if (before === undefined) return '';
  const found = earlier ? 'what was there, and may be half-way by an earlier restore,' : 'what was there';
  return `; ${found} is in ${before}`;
}
