import { followLogs } from '../../../agent/backup/chain.ts';
import type { CheckRecord, FullManifest, LogManifest } from '../../../agent/backup/documents.ts';
import { logsOfLife } from '../../../agent/backup/lives.ts';
import type { BackupRun } from '../../../agent/backup/read-runs.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { Failure } from '../../problems/failure.ts';
import { type BackupReach, callBackup } from './backup-program.ts';

/** One full backup, and what is known of it. */
export interface ListedBackup {
  readonly name: string;
  readonly when: string;
  /** The host whose target has it; the first one where several share it. */
  readonly on: string;
  /** All hosts whose target has it. */
  readonly holders: readonly string[];
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  /** All transactions that are in it. */
  readonly gtids: string;
  /** Undefined: it was never restored, and does not count. */
  readonly check: CheckRecord | undefined;
  /** Where binary logs are missing between it and later ones: the first one that cannot follow. */
  readonly gap: LogGap | undefined;
}

export interface LogGap {
  /** How far the logs before it lead: when the last of them was closed, or the backup made. */
  readonly after: string;
  /** The log that comes after what is missing. */
  readonly log: string;
}

export interface BackupList {
  readonly backups: readonly ListedBackup[];
  readonly logs: { readonly count: number; readonly bytes: number; readonly until: string | undefined };
  /** Hosts that did not answer, with the reason. */
  readonly silent: readonly { readonly host: string; readonly reason: string }[];
  /** Runs that ended badly, and no later one of the same kind on the host ended well. */
  readonly failed: readonly FailedRun[];
  /** Files of the targets that are damaged or missing, each with the first host that sees it so. */
  readonly unreadable: readonly { readonly host: string; readonly file: string }[];
  /** Since when backups are declared as they are, by the host that knows it longest; undefined where none answers. */
  readonly since: string | undefined;
}

export interface FailedRun extends Pick<BackupRun, 'kind' | 'lastSuccess'> {
  readonly host: string;
}

interface HostCatalogue {
  readonly fulls: readonly FullManifest[];
  readonly logs: readonly LogManifest[];
  readonly checks: readonly CheckRecord[];
  readonly unreadable: readonly string[];
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
  const runs = await Promise.all(hosts.map((host) => readRuns(reach, host)));
  const unreadable = new Map<string, string>();
  for (const { host, found } of answers) {
    for (const one of found?.fulls ?? []) {
      const { name, when, bytes, tables, gtids } = one;
      const check = found?.checks.find((record) => record.name === name);
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      const figures = { bytes, tables: tables.length, rows, gtids };
      const gap = gapAfter(one, found!);
      const known = backups.get(name) ?? { name, when, on: host, holders: [], ...figures, check, gap };
      backups.set(name, { ...known, holders: [...known.holders, host] });
    }
    for (const log of found?.logs ?? []) logs.set(log.name, log);
    for (const file of found?.unreadable ?? []) if (!unreadable.has(file)) unreadable.set(file, host);
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
    failed: runs.flatMap(({ failed }) => failed),
    unreadable: [...unreadable].map(([file, host]) => ({ host, file })),
    since: runs
      .flatMap(({ since }) => since ?? [])
      .sort()
      .at(0),
  };
}

function gapAfter(full: FullManifest, catalogue: HostCatalogue): LogGap | undefined {
  const chain = followLogs(full, logsOfLife(full, catalogue));
  return chain.gap && { after: (chain.logs.at(-1) ?? full).when, log: chain.gap.name };
}

interface HostRuns {
  readonly failed: readonly FailedRun[];
  readonly since?: string | undefined;
}

/** A host that does not answer is told of with its backups. */
async function readRuns(reach: BackupReach, host: string): Promise<HostRuns> {
  const step = 'ask how backups ended';
  const call = { host, step, words: ['runs'], looks: true };
  const asked = callBackup<{ runs: BackupRun[]; since?: string }>(reach, call);
  const { runs, since } = await asked.catch((error: unknown) => {
    if (error instanceof Failure) return { runs: [], since: undefined };
    throw error;
  });
  const failed = runs.filter(({ ok }) => ok === false).map(({ kind, lastSuccess }) => ({ host, kind, lastSuccess }));
  return { failed, since };
}
