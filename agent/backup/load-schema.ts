import { pipeline } from 'node:stream/promises';
import type { Database } from '../database.ts';
import { startChild } from './child.ts';
import type { BackupConfig } from './config.ts';
import type { ScratchServer } from './scratch.ts';
import { quote } from './tables.ts';
import type { Tell } from './tell.ts';

const DROP_LIMIT_MS = 600_000;

/** Drops the schema and loads that of the scratch instance, as ordinary transactions. From here on there is no way back but a backup. */
export async function loadSchema(
  { schema, socketPath }: BackupConfig,
  live: Database,
  scratch: ScratchServer,
  tell: Tell,
): Promise<void> {
  tell(`replacing the schema ${schema}`);
  await live.query(`DROP DATABASE IF EXISTS ${quote(schema)}`, [], DROP_LIMIT_MS);
  const dump = startChild([...dumpCommand, `--socket=${scratch.socketPath}`, '--databases', schema], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const client = startChild(['mysql', '--no-defaults', '--binary-mode', `--socket=${socketPath}`], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const flow = pipeline(dump.process.stdout!, client.process.stdin!).catch((error: Error) => error);
  await Promise.all([dump.ended, client.ended]);
  const broken = await flow;
  if (broken instanceof Error) throw broken;
}

/** New transaction ids: the group has those of the backup already. It knows no LOCK TABLES. */
const dumpCommand = [
  ...['mysqldump', '--no-defaults', '--single-transaction', '--set-gtid-purged=OFF', '--no-tablespaces'],
  ...['--routines', '--triggers', '--events', '--hex-blob', '--skip-add-locks'],
];
