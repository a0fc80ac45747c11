import type { Command } from 'commander';
import type { Wanted } from '../../../agent/backup/choose-chain.ts';
import { confirm, refuseWithoutTerminal } from '../confirm.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Invocation, sameCommand } from '../invocation.ts';
import { UsageError } from '../report/report-thrown.ts';
import { withBackups } from './reach-backups.ts';

interface RestoreOptions {
  readonly check?: boolean;
  readonly toTime?: string;
  readonly beforeTransaction?: string;
}

export function addDbRestore(db: Command): void {
  db.command('restore')
    .argument(
      '[backup]',
      'name of a full backup; with --check, the newest without it; with a time or a transaction, where to begin',
    )
    .summary('a backup into a scratch instance, or back into the platform')
    .description(
      "With --check, restores a backup and the binary logs after it into a scratch instance, compares every table's rows and checksum with what was saved, and writes the result beside it. Without it, replaces the application's data: first all of the restore is done in a scratch instance, then the application is shut out, what there is now is backed up, and the data are loaded through the group.",
    )
    .option('--check', 'on trial: the live data are not touched')
    .option('--to-time <time>', 'as it was then, with a zone: 2026-11-24T09:30:00Z')
    .option('--before-transaction <gtid>', 'everything that was committed before this transaction')
    .addHelpText('after', examples)
    .action(
      action<RestoreOptions>((invocation, options, [name]) =>
        options.check ? runCheck(invocation, options, name) : runRestore(invocation, options, name),
      ),
    );
}

const examples = renderExamples([
  ['sudo smartx db restore --check', 'the newest backup: does it come back?'],
  ['sudo smartx db restore --to-time 2026-11-24T09:30:00Z', 'the moment before the mistake'],
  [
    'sudo smartx db restore --before-transaction 3f0d2c1a-7a51-4c1e-9a55-0a7a4c6f1e02:4711',
    'up to right before a DROP TABLE, not one write less',
  ],
  ['sudo smartx db restore full-20261124T030000Z-db-3', 'a full backup as it is'],
  [
    'sudo smartx db restore full-20261123T030000Z-db-3 --to-time 2026-11-24T09:30:00Z',
    'begin with an older backup than the newest',
  ],
]);

async function runCheck(
  invocation: Invocation,
  { toTime, beforeTransaction }: RestoreOptions,
  name: string | undefined,
): Promise<number> {
  if (toTime !== undefined || beforeTransaction !== undefined) {
    throw new UsageError('--check looks at a whole backup and all that follows it.', 'Leave one out.');
  }
  const { checkRestore } = await import('../../operations/database/backups.ts');
  const command = ['db', 'restore', '--check'];
  const record = await withBackups(invocation, command, (reach) => checkRestore(reach, name, reach.identity), {
    records: true,
  });
  const { out, json } = invocation;
  const logs = record.logs === 1 ? '1 binary log' : `${record.logs} binary logs`;
  out.print(
    json
      ? JSON.stringify(record, null, 2)
      : `${out.paint(['bold', 'green'], '✓')} ${record.name} is good: ${record.tables} tables, ${record.rows} rows, ${logs} on top  ${out.paint('dim', `${record.seconds} s`)}`,
  );
  return exitCodes.ok;
}

async function runRestore(invocation: Invocation, options: RestoreOptions, name: string | undefined): Promise<number> {
  const { wanted, words, what } = readWanted(name, options);
  const command = ['db', 'restore', ...words];
  refuseWithoutTerminal(invocation, sameCommand(invocation, ...command));
  await lookFirst(invocation, command, wanted);
  const question = `Replace the data of '${invocation.environment}' by ${what}? The application is shut out meanwhile.`;
  if (!(await confirm(invocation, question, sameCommand(invocation, ...command)))) return exitCodes.failure;
  const { restoreLive } = await import('../../operations/database/backups.ts');
  const restored = await withBackups(invocation, command, (reach) => restoreLive(reach, wanted, reach.identity), {
    records: true,
    interrupted: `The restore goes on if it has begun, and may have shut the application out meanwhile. smartx logs --grep restore shows how it ends; ${sameCommand(invocation, ...command)} is refused while it is at work, and starts anew after that.`,
  });
  const { out, json } = invocation;
  if (json) out.print(JSON.stringify(restored, null, 2));
  else {
    const figures = `${restored.tables} tables, ${restored.rows} rows`;
    out.print(
      `${out.paint(['bold', 'green'], '✓')} Restored ${what}: ${figures}, each compared. ${restored.host} is the primary.`,
    );
    const half = restored.earlier ? ', and may be half-way by an earlier restore' : '';
    out.print(`  What was there before${half}: ${sameCommand(invocation, 'db', 'restore', restored.before)}`);
  }
  return exitCodes.ok;
}

/** Nobody is asked about what cannot be done. With --yes nobody is asked, and the restore itself looks. */
async function lookFirst(invocation: Invocation, command: readonly string[], wanted: Wanted): Promise<void> {
  if (invocation.yes) return;
  const { findHolder } = await import('../../operations/database/find-holder.ts');
  await withBackups(invocation, command, (reach) => findHolder(reach, 'restore the database', wanted), {
    records: false,
  });
}

interface ReadWanted {
  readonly wanted: Wanted;
  /** As they were typed. */
  readonly words: readonly string[];
  /** For people. */
  readonly what: string;
}

function readWanted(name: string | undefined, { toTime, beforeTransaction }: RestoreOptions): ReadWanted {
  if (toTime !== undefined && beforeTransaction !== undefined) {
    throw new UsageError('A restore ends at a time or before a transaction, not at both.', 'Leave one out.');
  }
  const [from, named] = name === undefined ? [{}, []] : [{ from: name }, [name]];
  if (toTime !== undefined) {
    const wanted = { time: parseTime(toTime), ...from };
    return { wanted, words: [...named, '--to-time', toTime], what: `the data of ${toTime}` };
  }
  if (beforeTransaction !== undefined) {
    const before = parseTransaction(beforeTransaction);
    const words = [...named, '--before-transaction', before];
    return { wanted: { before, ...from }, words, what: `the data from before ${before}` };
  }
  if (name !== undefined) return { wanted: { name }, words: [name], what: name };
  throw new UsageError('A restore needs a backup, a time, or a transaction.', 'smartx db backups lists what there is.');
}

function parseTime(text: string): Date {
  // Without a zone a time means another moment on each machine.
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const time = new Date(isTime ? text : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new UsageError(`'${text}' is not a time with a zone.`, 'Write it like 2026-11-24T09:30:00Z.');
}

/** `uuid:number`, with the tag between them that MySQL 8.3 and later know. */
function parseTransaction(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:[a-z_][a-z0-9_]{0,31})?:[1-9]\d{0,15}$/i.test(text)) return text;
  throw new UsageError(
    `'${text}' is not the identifier of one transaction.`,
    'Write a GTID: the uuid of its source, a colon, its number. docs/runbooks/restore.md tells how to find it.',
  );
}
