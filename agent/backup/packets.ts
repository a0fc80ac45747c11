import type { Database } from '../database.ts';

const LIMIT_MS = 30_000;

/** The most that MySQL knows ("max_allowed_packet"). A row must fit into one, and a dump doubles its binary values. */
const MAX_BYTES = 1_073_741_824;

/** Of mysql(1), mysqldump(1) and mysqld(8) alike. */
export const PACKET_OPTION = `--max-allowed-packet=${MAX_BYTES}`;

/**
 * Lets the connections that are opened meanwhile send statements as long as can be. The limit that was declared comes
 * back afterwards; should this program die, at the next start of mysqld, and until then it is only more generous.
 */
export async function withLargePackets<T>(live: Database, work: () => Promise<T>): Promise<T> {
  const sql = 'SELECT @@GLOBAL.max_allowed_packet AS bytes';
  const [found] = (await live.query(sql, [], LIMIT_MS)) as { bytes: number }[];
  if (found === undefined) throw new Error('mysqld does not tell its max_allowed_packet');
  await set(live, MAX_BYTES);
  try {
    return await work();
  } finally {
    // The outcome of the work matters more.
    await set(live, Number(found.bytes)).catch(() => undefined);
  }
}

async function set(live: Database, bytes: number): Promise<void> {
  await live.query(`SET GLOBAL max_allowed_packet = ${bytes}`, [], LIMIT_MS);
}
