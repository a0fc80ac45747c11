import type { BackupList, FailedRun, ListedBackup } from '../../operations/database/list-backups.ts';
import type { BackupAges } from '../../services/backup-ages.ts';
import { sayDuration } from './words.ts';

/** Against what a list is held. */
export interface Limits extends Pick<BackupAges, 'firstSeconds' | 'fullSecondsMax'> {
  readonly nowMs: number;
}

/** What is wrong with the backups, a sentence each; none where all is as it should be. */
export function worriesAbout(list: BackupList, limits: Limits): readonly string[] {
  const [newest] = list.backups;
  return [
    // Half a list must not pass for the whole.
    ...list.silent.map(({ host, reason }) => `${host} does not answer: ${reason}`),
    ...(newest === undefined ? aboutNone(list, limits) : aboutNewest(newest, limits)),
    ...list.unreadable.map(({ host, file }) => `${file}, as ${host} sees it, is damaged or missing.`),
    ...list.failed.map((run) => sayFailed(run, limits)),
  ];
}

/** A new platform has none until the first turn of the binary logs, which makes one. */
function aboutNone({ since }: BackupList, limits: Limits): readonly string[] {
  if (since === undefined || secondsSince(since, limits) <= limits.firstSeconds) return [];
  return [`There is no full backup, though backups are declared for ${age(since, limits)}.`];
}

function aboutNewest({ name, when, check, gap }: ListedBackup, limits: Limits): readonly string[] {
  const isTooOld = secondsSince(when, limits) > limits.fullSecondsMax;
  const most = sayDuration(limits.fullSecondsMax);
  return [
    ...(isTooOld ? [`The newest full backup is ${age(when, limits)} old, ${most} at most are expected.`] : []),
    ...(check?.good === false ? [`The newest full backup is no good: ${name}. smartx db backup makes another.`] : []),
    ...(gap === undefined
      ? []
      : [`Binary logs are missing after ${gap.after}: ${gap.log} does not follow. smartx db backup begins anew.`]),
  ];
}

const runNames: Readonly<Record<FailedRun['kind'], string>> = {
  full: 'full backup',
  logs: 'backup of binary logs',
  check: 'restore on trial',
};

function sayFailed({ host, kind, lastSuccess }: FailedRun, limits: Limits): string {
  const before =
    lastSuccess === undefined ? 'none there has succeeded yet' : `the last good one is ${age(lastSuccess, limits)} old`;
  return `The last ${runNames[kind]} on ${host} failed; ${before}. Why: smartx logs ${host}`;
}

function secondsSince(when: string, { nowMs }: Limits): number {
  return (nowMs - Date.parse(when)) / 1_000;
}

function age(when: string, limits: Limits): string {
  return sayDuration(secondsSince(when, limits));
}
