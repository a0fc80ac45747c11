import type { Database } from '../database.ts';

const LIMIT_MS = 30_000;

/** An account that has rights of its own on the application's schema. */
export interface Writer {
  user: string;
  host: string;
}

export const unlockStatement = 'ALTER USER ?@? ACCOUNT UNLOCK';

/**
 * Shuts accounts out, and ends their connections. Locks are part of the data, so that they hold on every member, and
 * also when this program dies.
 */
export async function lockWriters(live: Database, writers: readonly Writer[]): Promise<void> {
  for (const { user, host } of writers) await live.query('ALTER USER ?@? ACCOUNT LOCK', [user, host], LIMIT_MS);
  const users = new Set(writers.map(({ user }) => user));
  const processes = (await live.query(
    'SELECT ID AS id, USER AS user FROM information_schema.processlist',
    [],
    LIMIT_MS,
  )) as {
    id: number;
    user: string;
  }[];
  for (const { id } of processes.filter(({ user }) => users.has(user))) {
    // It may be gone by now.
    await live.query(`KILL ${Number(id)}`, [], LIMIT_MS).catch(() => undefined);
  }
}

export async function unlockWriters(live: Database, writers: readonly Writer[]): Promise<void> {
  for (const { user, host } of writers) await live.query(unlockStatement, [user, host], LIMIT_MS);
}

/** A schema's name in a grant is a pattern, in which mysqld may have escaped the underscores. */
export async function readWriters(live: Database, schema: string): Promise<Writer[]> {
  const sql =
    "SELECT User AS user, Host AS host FROM mysql.db WHERE REPLACE(Db, '\\\\', '') = ? AND User NOT LIKE 'mysql.%'";
  return (await live.query(sql, [schema], LIMIT_MS)) as Writer[];
}
