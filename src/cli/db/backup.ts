import type { Command } from 'commander';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, sameCommand } from '../invocation.ts';
import { withBackups } from './reach-backups.ts';
import { sayBytes } from './words.ts';

export function addDbBackup(db: Command): void {
  db.command('backup')
    .summary('a full backup, now')
    .description(
      'Clones the data of a secondary, starts a server on the clone and reads it to the last row, and writes it compressed and encrypted to the declared target. The platform serves on meanwhile. Beside the timer, for before a risky change.',
    )
    .addHelpText('after', renderExamples([['sudo smartx db backup', 'then: smartx db restore --check']]))
    .action(
      action(async (invocation) => {
        const { out, json } = invocation;
        const { backUp } = await import('../../operations/database/backups.ts');
        const made = await withBackups(invocation, ['db', 'backup'], backUp, { records: true });
        if (json) out.print(JSON.stringify(made, null, 2));
        else {
          const rows = made.tables.reduce((sum, table) => sum + table.rows, 0);
          const figures = `${made.tables.length} tables, ${rows} rows, ${sayBytes(made.dataBytes)} in ${sayBytes(made.bytes)}`;
          out.print(
            `${out.paint(['bold', 'green'], '✓')} ${made.name}: ${figures}  ${out.paint('dim', `${made.seconds} s`)}`,
          );
          out.print(`  It counts once it was restored: ${sameCommand(invocation, 'db', 'restore', '--check')}`);
        }
        return exitCodes.ok;
      }),
    );
}
