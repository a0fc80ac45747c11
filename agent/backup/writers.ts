import type { Database } from '../database.ts';

const LIMIT_MS = 30_000;

/**
 * Shuts every account out that has rights of its own on the schema, and ends its connections. Locks are part of the
 * data, so that they hold on every member, and also when this program dies. Returns how many accounts there are.
 */
export async function lockWriters(live: Database, schema: string): Promise<number> {
  const writers = await readWriters(live, schema);
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
  return writers.length;
}

export async function unlockWriters(live: Database, schema: string): Promise<void> {
  for (const { user, host } of await readWriters(live, schema)) {
    await live.query('ALTER USER ?@? ACCOUNT UNLOCK', [user, host], LIMIT_MS);
  }
}

/** A schema's name in a grant is a pattern, in which mysqld may have escaped the underscores. */
async function readWriters(live: Database, schema: string): Promise<{ user: string; host: string }[]> {
  const sql =
    "SELECT User AS user, Host AS host FROM mysql.db WHERE REPLACE(Db, '\\\\', '') = ? AND User NOT LIKE 'mysql.%'";
  return (await live.query(sql, [schema], LIMIT_MS)) as { user: string; host: string }[];
}
