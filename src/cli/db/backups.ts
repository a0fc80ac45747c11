import type { Command } from 'commander';
import type { BackupReach } from '../../operations/database/backup-program.ts';
import type { BackupList } from '../../operations/database/list-backups.ts';
import { backupAges } from '../../services/backup-ages.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Output } from '../invocation.ts';
import { renderTable } from '../table.ts';
import { type Limits, worriesAbout } from './backup-worries.ts';
import { withBackups } from './reach-backups.ts';
import { sayBytes, sayDuration } from './words.ts';

export function addDbBackups(db: Command): void {
  db.command('backups')
    .summary('which backups there are, and which were restored well')
    .description(
      'Lists full backups, how far the binary logs reach, what restoring each on trial showed, and what is wrong. Ends with code 1 when anything is: the last run of a kind failed, the newest full backup is older than its schedule allows or did not come back, there is none though one was due, binary logs are missing after it, a file is damaged or missing, or a host does not answer.',
    )
    .addHelpText('after', renderExamples([['smartx db backups --env production --json', 'a document for a script']]))
    .action(
      action(async (invocation) => {
        const { listBackups } = await import('../../operations/database/list-backups.ts');
        const look = async (reach: BackupReach) => ({
          list: await listBackups(reach),
          backup: reach.platform.database.backup!,
        });
        const { list, backup } = await withBackups(invocation, ['db', 'backups'], look, { records: false });
        const { logsIntervalSeconds } = backup;
        const limits = { ...backupAges(backup), logsIntervalSeconds, nowMs: Date.now() };
        const worries = worriesAbout(list, limits);
        const { out, json } = invocation;
        out.print(json ? JSON.stringify({ ...list, worries }, null, 2) : renderBackups(list, worries, out, limits));
        return worries.length === 0 ? exitCodes.ok : exitCodes.failure;
      }),
    );
}

interface Turns extends Limits {
  readonly logsIntervalSeconds: number;
}

export function renderBackups(
  list: BackupList,
  worries: readonly string[],
  { paint }: Pick<Output, 'paint'>,
  { nowMs, logsIntervalSeconds }: Turns,
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
  return [
    rows.length === 0 ? sayNone(list, logsIntervalSeconds) : renderTable([heading, ...rows]),
    reach,
    ...olderGaps(list).map((text) => paint('yellow', text)),
    ...worries.map((text) => paint(['bold', 'red'], text)),
  ].join('\n');
}

/** The timer of the binary logs makes the first one, whatever the schedule of the others. */
function sayNone({ since }: BackupList, logsIntervalSeconds: number): string {
  if (since === undefined) return 'There is no backup yet.';
  const due = new Date(Date.parse(since) + logsIntervalSeconds * 1_000).toISOString();
  return `There is no backup yet. The first one is due at ${due.slice(0, 16)}Z; smartx db backup makes one now.`;
}

/** History, and no worry: a newer full backup stands behind the gap. No moment within it can be restored. */
function olderGaps({ backups }: BackupList): readonly string[] {
  return backups
    .slice(1)
    .flatMap(({ name, gap }) =>
      gap === undefined ? [] : [`${name} leads no further than ${gap.after}: binary logs are missing after it.`],
    );
}
