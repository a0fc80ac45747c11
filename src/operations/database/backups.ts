import type { Wanted } from '../../../agent/backup/choose-chain.ts';
import type { CheckRecord, FullManifest } from '../../../agent/backup/documents.ts';
import type { Restored } from '../../../agent/backup/replace-live.ts';
import { restoreCommand } from '../../services/backup/commands.ts';
import { leaveMark } from '../dashboard/leave-mark.ts';
import { type BackupReach, callBackup, findBackupHost } from './backup-program.ts';
import { findHolder } from './find-holder.ts';
import { readCommitted, refuseSecondRestore } from './prepare-restore.ts';
import { explainRestore, lostRestore, untouched } from './restore-end.ts';

/** Makes a full backup on the member whose turn it is. */
export async function backUp(reach: BackupReach): Promise<FullManifest> {
  const step = 'back up the database';
  const host = await findBackupHost(reach, step);
  return callBackup<FullManifest>(reach, { host, step, words: ['full'] });
}

/** Writes closed binary logs on a host. */
export async function shipLogs(reach: BackupReach, host: string): Promise<void> {
  await callBackup(reach, { host, step: 'back up the binary logs', words: ['logs'] });
}

/** Restores a backup, the newest without a name, into a scratch instance on a host that has it. */
export async function checkRestore(
  reach: BackupReach,
  name: string | undefined,
  identity: string,
): Promise<CheckRecord> {
  const step = 'restore a backup on trial';
  const host = await findHolder(reach, step, name === undefined ? undefined : { name });
  const words = ['check', ...(name === undefined ? [] : [name])];
  return callBackup<CheckRecord>(reach, {
    ...{ host, step, words, identity },
    changed: 'The live data were not touched; no backup counts as good by this.',
    next: 'smartx db backups shows the others; smartx db backup makes a new one.',
  });
}

/** Replaces the application's data by those of a backup, of a moment, or from before a transaction. */
export async function restoreLive(
  reach: BackupReach,
  wanted: Wanted,
  identity: string,
): Promise<Restored & { readonly host: string }> {
  const step = 'restore the database';
  await refuseSecondRestore(reach, step);
  const committed = 'time' in wanted ? ['--committed', await readCommitted(reach, step)] : [];
  const host = await findHolder(reach, step, wanted);
  const words = ['restore', ...wordsOf(wanted), ...committed];
  const restored = await callBackup<Restored>(reach, {
    ...{ host, step, words, identity },
    command: restoreCommand(...words),
    changed: untouched,
    lost: lostRestore(host),
    explain: (exitCode, document) => explainRestore(host, exitCode, document),
  });
  const title = `the data come from ${restored.from}${restored.logs === 0 ? '' : ' and the logs after it'}`;
  await leaveMark({ ...reach, mark: { at: new Date().toISOString(), kind: 'restore', title } });
  return { host, ...restored };
}

function wordsOf(wanted: Wanted): readonly string[] {
  if ('name' in wanted) return [wanted.name];
  const from = wanted.from === undefined ? [] : [wanted.from];
  if ('time' in wanted) return [...from, '--to-time', wanted.time.toISOString()];
  return [...from, '--before-transaction', wanted.before];
}
