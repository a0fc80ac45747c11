import type { Command } from 'commander';
import type { BackupReach } from '../../operations/database/backup-program.ts';
import type { BackupList, FailedRun } from '../../operations/database/list-backups.ts';
import { backupAges } from '../../services/backup-ages.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Output } from '../invocation.ts';
import { renderTable } from '../table.ts';
import { withBackups } from './reach-backups.ts';
import { sayBytes, sayDuration } from './words.ts';

export function addDbBackups(db: Command): void {
  db.command('backups')
    .summary('which backups there are, and which were restored well')
    .description(
      'Lists full backups, how far the binary logs reach, what restoring each on trial showed, and runs that failed. Ends with code 1 when the last run of a kind failed, the newest full backup is older than its schedule allows, or a host does not answer.',
    )
    .addHelpText('after', renderExamples([['smartx db backups --env production --json', 'a document for a script']]))
    .action(
      action(async (invocation) => {
        const { listBackups } = await import('../../operations/database/list-backups.ts');
        const look = async (reach: BackupReach) => ({
          list: await listBackups(reach),
          fullSecondsMax: backupAges(reach.platform.database.backup!).fullSecondsMax,
        });
        const { list, fullSecondsMax } = await withBackups(invocation, ['db', 'backups'], look, { records: false });
        const now = Date.now();
        const { out, json } = invocation;
        out.print(json ? JSON.stringify(list, null, 2) : renderBackups(list, out, { nowMs: now, fullSecondsMax }));
        // Half a list must not pass for the whole, nor a failure for a success.
        const worries = list.silent.length + list.failed.length;
        return worries === 0 && !isTooOld(list, now, fullSecondsMax) ? exitCodes.ok : exitCodes.failure;
      }),
    );
}

interface Limits {
  readonly nowMs: number;
  /** How old the newest full backup may be. */
  readonly fullSecondsMax: number;
}

export function renderBackups(
  list: BackupList,
  { paint }: Pick<Output, 'paint'>,
  { nowMs, fullSecondsMax }: Limits,
): string {
  const ageOf = (when: string) => sayDuration((nowMs - Date.parse(when)) / 1000);
  const heading = ['backup', 'on', 'age', 'size', 'rows', 'restored'].map((title) => paint('dim', title));
  const rows = list.backups.map(({ name, on, when, bytes, rows: count, check }) => [
    paint('bold', name),
    on,
    ageOf(when),
    sayBytes(bytes),
    String(count),
    check === undefined
      ? paint('yellow', 'never')
      : check.good
        ? paint('green', `well, ${ageOf(check.when)} ago`)
        : paint('red', `no good: ${check.reason}`),
  ]);
  const { count, bytes, until } = list.logs;
  const reach =
    until === undefined ? 'No binary logs yet.' : `${count} binary logs, ${sayBytes(bytes)}, until ${until}.`;
  const silent = list.silent.map(({ host, reason }) => paint('red', `${host} does not answer: ${reason}`));
  return [
    list.backups.length === 0 ? 'There is no backup yet.' : renderTable([heading, ...rows]),
    reach,
    ...silent,
    ...(isTooOld(list, nowMs, fullSecondsMax)
      ? [
          paint(
            ['bold', 'red'],
            `The newest full backup is ${ageOf(list.backups[0]!.when)} old, ${sayDuration(fullSecondsMax)} at most are expected.`,
          ),
        ]
      : []),
    ...list.failed.map((run) => paint(['bold', 'red'], sayFailed(run, ageOf))),
  ].join('\n');
}

/** Before the first one there is nothing to be too old. */
function isTooOld({ backups: [newest] }: BackupList, nowMs: number, fullSecondsMax: number): boolean {
  return newest !== undefined && nowMs - Date.parse(newest.when) > fullSecondsMax * 1_000;
}

const runNames: Readonly<Record<FailedRun['kind'], string>> = {
  full: 'full backup',
  logs: 'backup of binary logs',
  check: 'restore on trial',
};

function sayFailed({ host, kind, lastSuccess }: FailedRun, ageOf: (when: string) => string): string {
  const before =
    lastSuccess === undefined ? 'none there has succeeded yet' : `the last good one is ${ageOf(lastSuccess)} old`;
  return `The last ${runNames[kind]} on ${host} failed; ${before}. Why: smartx logs ${host}`;
}
