import type { CheckRecord, FullManifest, LogManifest } from '../../../agent/backup/documents.ts';
import type { BackupRun } from '../../../agent/backup/read-runs.ts';
import type { Restored, Wanted } from '../../../agent/backup/restore.ts';
import { containsGtidSet, parseGtidSet } from '../../../agent/gtid-set.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { Failure } from '../../problems/failure.ts';
import { type BackupReach, callBackup, findBackupHost } from './backup-program.ts';

/** One full backup, and what is known of it. */
export interface ListedBackup {
  readonly name: string;
  readonly when: string;
  /** The host whose target has it; the first one where several share it. */
  readonly on: string;
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  /** All transactions that are in it. */
  readonly gtids: string;
  /** Undefined: it was never restored, and does not count. */
  readonly check: CheckRecord | undefined;
}

export interface BackupList {
  readonly backups: readonly ListedBackup[];
  readonly logs: { readonly count: number; readonly bytes: number; readonly until: string | undefined };
  /** Hosts that did not answer, with the reason. */
  readonly silent: readonly { readonly host: string; readonly reason: string }[];
  /** Runs that ended badly, and no later one of the same kind on the host ended well. */
  readonly failed: readonly FailedRun[];
}

export interface FailedRun extends Pick<BackupRun, 'kind' | 'lastSuccess'> {
  readonly host: string;
}

interface HostCatalogue {
  readonly fulls: readonly FullManifest[];
  readonly logs: readonly LogManifest[];
  readonly checks: readonly CheckRecord[];
}

/** All backups, the newest first. Members with directories of their own each have their own. */
export async function listBackups(reach: BackupReach): Promise<BackupList> {
  const hosts = hostsWithRole(reach.platform, 'database').map(({ name }) => name);
  const silent: { host: string; reason: string }[] = [];
  const backups = new Map<string, ListedBackup>();
  const logs = new Map<string, LogManifest>();
  const ask = async (host: string): Promise<HostCatalogue | undefined> => {
    try {
      return await callBackup<HostCatalogue>(reach, { host, step: 'list the backups', words: ['list'], looks: true });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      silent.push({ host, reason: error.reason });
      return undefined;
    }
  };
  const answers = await Promise.all(hosts.map(async (host) => ({ host, found: await ask(host) })));
  const failed = (await Promise.all(hosts.map((host) => readFailedRuns(reach, host)))).flat();
  for (const { host, found } of answers) {
    for (const one of found?.fulls ?? []) {
      const { name, when, bytes, tables, gtids } = one;
      const check = found?.checks.find((record) => record.name === name);
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      const figures = { bytes, tables: tables.length, rows, gtids };
      if (!backups.has(name)) backups.set(name, { name, when, on: host, ...figures, check });
    }
    for (const log of found?.logs ?? []) logs.set(log.name, log);
  }
  const allLogs = [...logs.values()];
  return {
    backups: [...backups.values()].sort((left, right) => (left.when < right.when ? 1 : -1)),
    logs: {
      count: allLogs.length,
      bytes: allLogs.reduce((sum, { bytes }) => sum + bytes, 0),
      until: allLogs
        .map(({ when }) => when)
        .sort()
        .at(-1),
    },
    silent,
    failed,
  };
}

/** A host that does not answer is told of with its backups. */
async function readFailedRuns(reach: BackupReach, host: string): Promise<FailedRun[]> {
  const step = 'ask how backups ended';
  const asked = callBackup<{ runs: BackupRun[] }>(reach, { host, step, words: ['runs'], looks: true });
  const { runs } = await asked.catch((error: unknown) => {
    if (error instanceof Failure) return { runs: [] };
    throw error;
  });
  return runs.filter(({ ok }) => ok === false).map(({ kind, lastSuccess }) => ({ host, kind, lastSuccess }));
}

/** Makes a full backup on the member whose turn it is. */
export async function backUp(reach: BackupReach): Promise<FullManifest> {
  const step = 'back up the database';
  const host = await findBackupHost(reach, step);
  return callBackup<FullManifest>(reach, { host, step, words: ['full'] });
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

/** The host whose target has the newest backup that will do: that of the backups' turn when it does, since it is no primary. */
async function findHolder(reach: BackupReach, step: string, wanted: Wanted | undefined): Promise<string> {
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

/** Writes closed binary logs on a host. */
export async function shipLogs(reach: BackupReach, host: string): Promise<void> {
  await callBackup(reach, { host, step: 'back up the binary logs', words: ['logs'] });
}
