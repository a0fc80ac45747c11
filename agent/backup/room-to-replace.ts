import type { Database } from '../database.ts';
import { readCatalogue } from './catalogue.ts';
import type { BackupConfig } from './config.ts';
import { refuseWithoutRoom } from './room.ts';
import type { Store } from './store.ts';
import { placeholders } from './tables.ts';
import { refuseFullWithoutRoom } from './take-full.ts';

const QUERY_LIMIT_MS = 60_000;

/**
 * Before anybody is shut out: there must be room for the backup of what there is now, and then for what is loaded. That
 * lies on the live disk twice, as tables and as transactions in the binary log, while the old tables are dropped.
 */
export async function refuseToReplaceWithoutRoom(
  config: BackupConfig,
  store: Store,
  schemas: readonly string[],
  scratch: Database,
  live: Database,
): Promise<void> {
  const { fulls } = await readCatalogue(store);
  await refuseFullWithoutRoom(config, live, fulls.at(-1));
  const loaded = bytesToLoad(await schemaBytes(scratch, schemas), await schemaBytes(live, schemas));
  const [row] = (await live.query('SELECT @@global.datadir AS directory', [], QUERY_LIMIT_MS)) as {
    directory: string;
  }[];
  await refuseWithoutRoom(row!.directory, loaded, 'loading the data');
}

export function bytesToLoad(wanted: number, dropped: number): number {
  return Math.max(0, 2 * wanted - dropped);
}

/** Of the files of its tables, which are named `schema/table`. */
async function schemaBytes(database: Database, schemas: readonly string[]): Promise<number> {
  const sql =
    'SELECT SUM(FILE_SIZE) AS bytes FROM information_schema.INNODB_TABLESPACES ' +
    `WHERE SUBSTRING_INDEX(NAME, '/', 1) IN (${placeholders(schemas)})`;
  const [size] = (await database.query(sql, [...schemas], QUERY_LIMIT_MS)) as { bytes: string | number | null }[];
  return Number(size?.bytes ?? 0);
}
