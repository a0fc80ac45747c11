import type { Database } from '../database.ts';
import { type GtidSet, parseGtidSet } from '../gtid-set.ts';

/** All transactions that a server has committed. */
export async function readExecuted(database: Database, limitMs: number): Promise<GtidSet> {
  const [row] = (await database.query('SELECT @@global.gtid_executed AS gtids', [], limitMs)) as { gtids: string }[];
  return parseGtidSet(row?.gtids ?? '');
}
