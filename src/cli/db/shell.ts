import type { Command } from 'commander';
import { shellWords } from '../../plan/shell-words.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { renderExamples } from '../examples.ts';
import { action, type Invocation, sameCommand } from '../invocation.ts';
import { UsageError } from '../report/report-thrown.ts';
import { runInForeground } from '../run-in-foreground.ts';
import { sshRouteTo } from '../ssh-route.ts';
import { type ReachedDatabase, withDatabase } from './reach-database.ts';

export function addDbShell(db: Command): void {
  db.command('shell')
    .argument('[host]', 'a member; without it the primary')
    .argument('[option...]', 'for mysql(1), after --')
    .summary('a mysql client on a member')
    .description(
      "Opens mysql(1) in the application's schema (of several applications: in none), on the primary unless another member is named. It runs there as root over the local socket: no password, and everything is allowed.",
    )
    .addHelpText('after', examples)
    .action(action(runShell));
}

const examples = renderExamples([
  ['sudo smartx db shell', 'on the primary'],
  ['sudo smartx db shell db-2 -- --execute "SHOW PROCESSLIST"', 'one statement on a member'],
]);

async function runShell(invocation: Invocation, _options: object, words: readonly string[]): Promise<number> {
  return withDatabase(invocation, ['db', 'shell', ...words], async (database) => {
    const members = hostsWithRole(database.platform, 'database').map(({ name }) => name);
    const [first, ...rest] = words;
    const isNamed = first !== undefined && !first.startsWith('-');
    if (isNamed && !members.includes(first)) {
      throw new UsageError(`'${first}' is no member of the database.`, `Choose one of: ${members.join(', ')}.`);
    }
    const host = isNamed ? first : await findPrimary(invocation, database);
    const options = isNamed ? rest : words;
    const { options: way, destination } = await sshRouteTo(database.platform, host);
    const client = ['mysql', ...schemaOption(database.platform), ...options];
    const terminal = options.length === 0 && process.stdin.isTTY && process.stdout.isTTY ? ['-t'] : [];
    const asRoot = `[ "$(id -u)" = 0 ] && exec ${shellWords(client)}; exec sudo -- ${shellWords(client)}`;
    return runInForeground('ssh', [...terminal, ...way, '--', destination, shellWords(['sh', '-c', asRoot])]);
  });
}

async function findPrimary(invocation: Invocation, { platform, transport }: ReachedDatabase): Promise<string> {
  const { readDatabaseStatus } = await import('../../operations/database/read-database-status.ts');
  const { primary } = await readDatabaseStatus(platform, transport);
  if (primary !== null) return primary;
  throw new UsageError(
    'Nobody is the primary now.',
    `Name a member; ${sameCommand(invocation, 'db', 'status')} shows them.`,
  );
}

/** Of several applications, each has a schema of its own. */
function schemaOption({ apps }: Platform): readonly string[] {
  const [first, ...others] = apps.map(({ schema }) => schema);
  return first !== undefined && others.length === 0 ? [`--database=${first}`] : [];
}
