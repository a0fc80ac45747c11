import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { action, type Invocation, sameCommand } from '../invocation.ts';
import { warnTo } from '../warn-to.ts';
import { type ReachedDatabase, withDatabase } from './reach-database.ts';
import { renderDatabaseStatus } from './status.ts';

export function addDbSwitchover(db: Command): void {
  db.command('switchover')
    .argument('[host]', 'the member that takes over; without it the secondary that is least behind')
    .summary('hand the primary role to another member')
    .description(
      'Makes another member of the group the primary, as before maintenance. Transactions under way get some seconds to end, and writes that come meanwhile wait.',
    )
    .addHelpText('after', examples)
    .action(action(runSwitchover));
}

const examples = renderExamples([
  ['sudo smartx db switchover', 'away from the present primary'],
  ['smartx db switchover db-2 --env production --yes', 'to a named member, asking nothing'],
]);

async function runSwitchover(invocation: Invocation, _options: object, [host]: readonly string[]): Promise<number> {
  const command = ['db', 'switchover', ...(host === undefined ? [] : [host])];
  return withDatabase(invocation, command, (database) => switchOver(invocation, database, host, command));
}

async function switchOver(
  invocation: Invocation,
  { platform, transport }: ReachedDatabase,
  host: string | undefined,
  command: readonly string[],
): Promise<number> {
  const { out, json, environment } = invocation;
  const [{ readDatabaseStatus }, { chooseNextPrimary, switchPrimary }, { newRunId, whoRuns }] = await Promise.all([
    import('../../operations/database/read-database-status.ts'),
    import('../../operations/database/switch-primary.ts'),
    import('../run-id.ts'),
  ]);
  const before = await readDatabaseStatus(platform, transport);
  if (host !== undefined && host === before.primary) {
    out.print(json ? JSON.stringify(before, null, 2) : `${host} is the primary already.`);
    return exitCodes.ok;
  }
  const target = chooseNextPrimary(before, host);
  const question = `Make ${target} the primary of '${environment}' instead of ${before.primary}?`;
  if (!(await confirm(invocation, question, sameCommand(invocation, ...command)))) return exitCodes.failure;
  const now = new Date();
  const request = {
    platform,
    transport,
    target,
    run: newRunId(now),
    who: whoRuns(),
    now,
    onWarning: warnTo(invocation.err),
  };
  const next = `${sameCommand(invocation, 'db', 'status')} tells who is the primary.`;
  const after = await untilInterrupted(invocation.err, next, (signal) => switchPrimary({ ...request, signal }));
  out.print(json ? JSON.stringify(after, null, 2) : renderDatabaseStatus(after, out));
  return exitCodes.ok;
}
