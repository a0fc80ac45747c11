import { pipeline } from 'node:stream/promises';
import type { Database } from '../database.ts';
import { startChild } from './child.ts';
import type { BackupConfig } from './config.ts';
import { PACKET_OPTION, withLargePackets } from './packets.ts';
import type { ScratchServer } from './scratch.ts';
import { quote } from './tables.ts';
import type { Tell } from './tell.ts';

const DROP_LIMIT_MS = 600_000;

type Source = Pick<ScratchServer, 'socketPath'>;

/**
 * Drops the schemas and loads those of the scratch instance, as ordinary transactions. From here on there is no way back
 * but a backup.
 */
export function loadSchemas(
  { socketPath }: Pick<BackupConfig, 'socketPath'>,
  schemas: readonly string[],
  live: Database,
  scratch: Source,
  tell: Tell,
): Promise<void> {
  tell(`replacing the ${saySchemas(schemas)}`);
  return withLargePackets(live, async () => {
    for (const one of schemas) await live.query(`DROP DATABASE IF EXISTS ${quote(one)}`, [], DROP_LIMIT_MS);
    const dump = startChild(dumpCommand(schemas, scratch), { stdio: ['ignore', 'pipe', 'pipe'] });
    const client = startChild(['mysql', '--no-defaults', '--binary-mode', PACKET_OPTION, `--socket=${socketPath}`], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    const flow = pipeline(dump.process.stdout!, client.process.stdin!).catch((error: Error) => error);
    await Promise.all([dump.ended, client.ended]);
    const broken = await flow;
    if (broken instanceof Error) throw broken;
  });
}

/** Dumps to nowhere: what cannot be dumped is found while the live data are there and nobody is shut out. */
export async function rehearseDump(schemas: readonly string[], scratch: Source): Promise<void> {
  await startChild(dumpCommand(schemas, scratch), { stdio: ['ignore', 'ignore', 'pipe'] }).ended;
}

/** New transaction ids: the group has those of the backup already. It knows no LOCK TABLES. */
function dumpCommand(schemas: readonly string[], { socketPath }: Source): string[] {
  return [
    ...['mysqldump', '--no-defaults', '--single-transaction', '--set-gtid-purged=OFF', '--no-tablespaces'],
    ...['--routines', '--triggers', '--events', '--hex-blob', '--skip-add-locks', PACKET_OPTION],
    ...[`--socket=${socketPath}`, '--databases', ...schemas],
  ];
}

/** `schema app`, `schemas api, www` */
export function saySchemas(schemas: readonly string[]): string {
  return `${schemas.length === 1 ? 'schema' : 'schemas'} ${schemas.join(', ')}`;
}
