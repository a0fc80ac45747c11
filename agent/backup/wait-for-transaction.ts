import { openLocal } from '../database.ts';

const WAIT_LIMIT_S = 60;
const QUERY_LIMIT_MS = (WAIT_LIMIT_S + 10) * 1_000;

/** Returns when this member has committed a transaction. Rejects when it does not within a minute: it may be nobody's. */
export async function waitForTransaction(socketPath: string, gtid: string): Promise<void> {
  const live = await openLocal(socketPath);
  try {
    const sql = `SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ${WAIT_LIMIT_S}) AS timedOut`;
    const [row] = (await live.query(sql, [gtid], QUERY_LIMIT_MS)) as { timedOut: number | string }[];
    if (Number(row?.timedOut) !== 0) throw new Error(`there is no transaction ${gtid} on this host`);
  } finally {
    live.close();
  }
}
