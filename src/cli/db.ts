import type { Command } from 'commander';
import { addDbShell } from './db/shell.ts';
import { addDbStatus } from './db/status.ts';
import { addDbSwitchover } from './db/switchover.ts';

export function addDb(program: Command): void {
  const db = program
    .command('db')
    .summary('the database: its state, its primary, a client')
    .description('What an operator does with the database.');
  for (const add of [addDbStatus, addDbSwitchover, addDbShell]) add(db);
}
