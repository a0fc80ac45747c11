import { readFileSync } from 'node:fs';
import { Migrator } from 'kysely/migration';
import { parseDatabaseConfig } from './database-config.ts';
import { ConfigProblems, type Environment } from './environment.ts';
import { migrations } from './migrations/index.ts';
import { openLedger } from './open-ledger.ts';

/** Longest time for all migrations together, waiting for another run included. */
const MIGRATION_LIMIT_MS = 300_000;
const WORDS = { Success: 'done', Error: 'failed', NotExecuted: 'not run' } as const;

// A named lock of MySQL (GET_LOCK) keeps two runs apart. It needs no right of its own and ends with its connection.
// It is not replicated, which is enough: migrations write, and only the primary takes writes.
const timer = setTimeout(() => fail(`not finished within ${MIGRATION_LIMIT_MS / 1000} s`), MIGRATION_LIMIT_MS);
await migrate(process.env).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
clearTimeout(timer);

/** Brings the schema up to date. Safe to repeat, and safe to run on two hosts at once. */
async function migrate(environment: Environment): Promise<void> {
  const problems = new ConfigProblems();
  const config = parseDatabaseConfig(problems, environment, (path) => readFileSync(path, 'utf8'));
  problems.throwIfAny();
  const { ledger: db, close } = openLedger(config, 1, MIGRATION_LIMIT_MS);
  try {
    const { error, results = [] } = await new Migrator({ db, provider: migrations }).migrateToLatest();
    for (const { migrationName, status } of results) console.log(`${migrationName}: ${WORDS[status]}`);
    if (error !== undefined) throw error;
    if (results.length === 0) console.log('nothing to do: the schema is up to date');
  } finally {
    await close();
  }
}

function fail(reason: string): never {
  console.error(`migrate: ${reason}`);
  console.error('What had been done stays done. Mend the cause, then run it again: node src/migrate.ts');
  process.exit(1);
}
