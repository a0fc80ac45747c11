import type { Database } from '../database.ts';
import { placeholders } from './tables.ts';

const LIMIT_MS = 30_000;

/** An account that has rights of its own on the schema of an application. */
export interface Writer {
  user: string;
  host: string;
  /** Who had locked it when it was read: a restore that did not come to its end, or an administrator. */
  lockedBy: 'nobody' | 'restore' | 'administrator';
}

/** Attribute of an account (MySQL Reference Manual, "ALTER USER Comment and Attribute Options"). */
const MARK = 'smartx_restore';

/** One statement each for lock and mark: no lock of ours may be taken for somebody else's. */
const lockStatement = `ALTER USER ?@? ACCOUNT LOCK ATTRIBUTE '{"${MARK}": "locked"}'`;
/** An attribute that is set to null is removed. */
export const unlockStatement = `ALTER USER ?@? ACCOUNT UNLOCK ATTRIBUTE '{"${MARK}": null}'`;

/**
 * Shuts accounts out, and ends their connections. Locks are part of the data, so that they hold on every member, and
 * also when this program dies. What an administrator locked stays his, without our mark.
 */
export async function lockWriters(live: Database, writers: readonly Writer[]): Promise<void> {
  for (const { user, host } of ofRestores(writers)) await live.query(lockStatement, [user, host], LIMIT_MS);
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

/** Lets in whom this restore or one before it shut out. */
export function unlockWriters(live: Database, writers: readonly Writer[]): Promise<void> {
  return unlockEach(live, ofRestores(writers));
}

/** Leaves accounts as they were when they were read. */
export function unlockOwn(live: Database, writers: readonly Writer[]): Promise<void> {
  return unlockEach(
    live,
    writers.filter(({ lockedBy }) => lockedBy === 'nobody'),
  );
}

/** The accounts that a restore locks, and unlocks when it is through. */
export function ofRestores(writers: readonly Writer[]): Writer[] {
  return writers.filter(({ lockedBy }) => lockedBy !== 'administrator');
}

/** A schema's name in a grant is a pattern, in which mysqld may have escaped the underscores. */
export async function readWriters(live: Database, schemas: readonly string[]): Promise<Writer[]> {
  const sql =
    'SELECT DISTINCT u.User AS user, u.Host AS host, ' +
    `IF(u.account_locked = 'N', 'nobody', IF(JSON_EXTRACT(u.User_attributes, '$.metadata.${MARK}') IS NULL, ` +
    "'administrator', 'restore')) AS lockedBy " +
    'FROM mysql.db AS d JOIN mysql.user AS u ON u.User = d.User AND u.Host = d.Host ' +
    `WHERE REPLACE(d.Db, '\\\\', '') IN (${placeholders(schemas)}) AND d.User NOT LIKE 'mysql.%'`;
  return (await live.query(sql, [...schemas], LIMIT_MS)) as Writer[];
}

async function unlockEach(live: Database, writers: readonly Writer[]): Promise<void> {
  for (const { user, host } of writers) await live.query(unlockStatement, [user, host], LIMIT_MS);
}
