import { openLocal } from '../database.ts';

const ANSWER_LIMIT_MS = 10_000;

/** Returns when this member has committed them all. Rejects when it has not within the limit. */
export async function waitForTransactions(
  socketPath: string,
  gtids: string,
  limitSeconds: number,
  whyNot: (missing: string) => string,
): Promise<void> {
  const live = await openLocal(socketPath);
  try {
    const sql = `SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ${limitSeconds}) AS timedOut`;
    const rows = await live.query(sql, [gtids], limitSeconds * 1_000 + ANSWER_LIMIT_MS);
    const [row] = rows as { timedOut: number | string }[];
    if (Number(row?.timedOut) === 0) return;
    const left = 'SELECT GTID_SUBTRACT(?, @@global.gtid_executed) AS missing';
    const [answer] = (await live.query(left, [gtids], ANSWER_LIMIT_MS)) as { missing: string }[];
    throw new Error(whyNot(answer?.missing ?? gtids));
  } finally {
    live.close();
  }
}
