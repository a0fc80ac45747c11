import type { Command } from 'commander';
import { addDbBackup } from './db/backup.ts';
import { addDbBackups } from './db/backups.ts';
import { addDbRestore } from './db/restore.ts';
import { addDbShell } from './db/shell.ts';
import { addDbStatus } from './db/status.ts';
import { addDbSwitchover } from './db/switchover.ts';
import { renderExamples } from './examples.ts';

export function addDb(program: Command): void {
  const db = program
    .command('db')
    .summary('the database: its state, its primary, a client, backups and restores')
    .description('What an operator does with the database.')
    .addHelpText('after', examples);
  for (const add of [addDbStatus, addDbSwitchover, addDbShell, addDbBackup, addDbBackups, addDbRestore]) add(db);
}

const examples = renderExamples([
  ['sudo smartx db status', 'members, primary, lag, size'],
  ['sudo smartx db switchover', 'hand the primary role over'],
  ['sudo smartx db shell', 'a mysql client on the primary'],
  ['sudo smartx db backup', 'a full backup, now'],
  ['sudo smartx db restore --check', 'does the newest one come back?'],
]);
