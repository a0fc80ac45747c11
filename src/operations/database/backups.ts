import type { CheckRecord, FullManifest } from '../../../agent/backup/documents.ts';
import type { Restored, Wanted } from '../../../agent/backup/restore.ts';
import { containsGtidSet, parseGtidSet } from '../../../agent/gtid-set.ts';
import { Failure } from '../../problems/failure.ts';
import { type BackupReach, callBackup, findBackupHost } from './backup-program.ts';
import { type ListedBackup, listBackups } from './list-backups.ts';

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
    changed: 'The live data were not touched; the backup does not count as good.',
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
  const host = await findHolder(reach, step, wanted);
  const words = ['restore', ...wordsOf(wanted)];
  try {
    return { host, ...(await callBackup<Restored>(reach, { host, step, words, identity, changed: untouched })) };
  } catch (error) {
    const halfWay = error instanceof Failure ? /HALF-WAY (\S+) ([\s\S]*)$/.exec(error.reason) : null;
    if (halfWay === null) throw error;
    const [, before = '', reason = ''] = halfWay;
    throw new Failure({
      ...{ step, host, reason },
      changed: `The data are replaced in part, and the application is shut out of them. All that was there is in ${before}.`,
      next: `run this again, or go back to what was there: smartx db restore ${before}`,
    });
  }
}

function wordsOf(wanted: Wanted): readonly string[] {
  if ('name' in wanted) return [wanted.name];
  return 'time' in wanted ? ['--to-time', wanted.time.toISOString()] : ['--before-transaction', wanted.before];
}

const untouched = 'The live data were not touched, and the application has access to them.';

/**
 * The host whose target has the newest backup that will do: that of the backups' turn when it does, since it is no primary.
 * @throws Failure when there is no such backup
 */
export async function findHolder(reach: BackupReach, step: string, wanted: Wanted | undefined): Promise<string> {
  const { backups } = await listBackups(reach);
  const found = wanted === undefined ? backups[0] : backups.find(servesFor(wanted));
  if (found !== undefined) return found.on;
  const none = backups.length === 0;
  throw new Failure({
    step,
    reason: none || wanted === undefined ? 'there is no backup yet' : `there is no backup ${sayWanted(wanted)}`,
    changed: 'Nothing was changed.',
    next: none ? 'smartx db backup makes one.' : 'smartx db backups lists them.',
  });
}

function servesFor(wanted: Wanted): (backup: ListedBackup) => boolean {
  if ('name' in wanted) return ({ name }) => name === wanted.name;
  if ('time' in wanted) return ({ when }) => Date.parse(when) <= wanted.time.getTime();
  const transaction = parseGtidSet(wanted.before);
  return ({ gtids }) => !containsGtidSet(parseGtidSet(gtids), transaction);
}

function sayWanted(wanted: Wanted): string {
  if ('name' in wanted) return wanted.name;
  return 'time' in wanted ? `as old as ${wanted.time.toISOString()}` : `from before ${wanted.before}`;
}
