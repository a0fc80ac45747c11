import type { DatabaseAgentConfig } from './config.ts';
import { DATABASE_PORT, type Database, openLocal } from './database.ts';
import type { MemberState } from './group-view.ts';
import { restoreAccount, systemAccounts } from './plan-accounts.ts';

const STATEMENT_LIMIT_MS = 10_000;
/** Leaving waits for the group's answer, or for 60 s of silence. */
const STOP_LIMIT_MS = 70_000;
/** START GROUP_REPLICATION returns once the group has taken the member, and gives up by itself after about a minute. */
const START_LIMIT_MS = 90_000;

/**
 * Makes the accounts of the group true on this member alone, outside the binary log: without them no other member can
 * read it or let it in, and it cannot get them from a group that it has not joined. Only for a member that is in no
 * group, since the server is writable meanwhile.
 */
export async function prepareGroupAccounts(config: DatabaseAgentConfig): Promise<void> {
  await withLocal(config, async (database) => {
    await run(database, 'SET SESSION sql_log_bin = OFF');
    await run(database, 'SET GLOBAL super_read_only = OFF');
    try {
      for (const account of systemAccounts(config)) {
        for (const { sql, values } of restoreAccount(account)) await run(database, sql, values);
      }
    } finally {
      await run(database, 'SET GLOBAL super_read_only = ON');
    }
  });
}

/**
 * Joins the running group through members that are ONLINE. Rejects with mysqld's reason when the group or mysqld
 * refuses. The seeds are narrowed down to them, since a joiner that asks another joiner waits 10 s for nothing.
 */
export function joinGroup(config: DatabaseAgentConfig, state: MemberState, through: readonly string[]): Promise<void> {
  return withLocal(config, async (database) => {
    // Addresses, as everywhere in the group's settings: a name that does not resolve for a moment must not matter.
    const addresses = config.members.filter(({ name }) => through.includes(name)).map(({ address }) => address);
    const seeds = addresses.map((address) => `${address}:${DATABASE_PORT}`).join(',');
    await run(database, 'SET GLOBAL group_replication_group_seeds = ?', [seeds]);
    await start(database, config, state);
  });
}

/**
 * Founds the group with this member as its first, then waits for `founded` before others may join: every join makes
 * writes wait for a second or two, and what the application needs to start shall not wait.
 */
export function bootstrapGroup(
  config: DatabaseAgentConfig,
  state: MemberState,
  founded: () => Promise<void>,
): Promise<void> {
  return withLocal(config, async (database) => {
    await run(database, 'SET GLOBAL group_replication_bootstrap_group = ON');
    try {
      await start(database, config, state);
      await founded();
    } finally {
      // Left on, the next start of this member would found a second group beside the running one.
      await run(database, 'SET GLOBAL group_replication_bootstrap_group = OFF');
    }
  });
}

/**
 * Makes sure that no start of this member can found a group unasked: an agent that was killed in the middle of a
 * bootstrap leaves the variable on.
 */
export function forbidBootstrap(config: DatabaseAgentConfig): Promise<void> {
  return withLocal(config, async (database) => {
    await run(database, 'SET GLOBAL group_replication_bootstrap_group = OFF');
  });
}

/** Opens a server that is not part of any group for writes. */
export function openSingle(config: DatabaseAgentConfig): Promise<void> {
  return withLocal(config, async (database) => {
    await run(database, 'SET GLOBAL offline_mode = OFF');
    await run(database, 'SET GLOBAL super_read_only = OFF');
    await run(database, 'SET GLOBAL read_only = OFF');
  });
}

async function start(database: Database, config: DatabaseAgentConfig, state: MemberState): Promise<void> {
  if (state === 'ERROR') await database.query('STOP GROUP_REPLICATION', [], STOP_LIMIT_MS);
  await run(database, 'SET GLOBAL super_read_only = ON');
  await run(database, 'SET GLOBAL offline_mode = OFF');
  // The credentials are given here and not by CHANGE REPLICATION SOURCE, so that mysqld does not keep them on disk.
  const { user, password } = config.recovery;
  await database.query('START GROUP_REPLICATION USER = ?, PASSWORD = ?', [user, password], START_LIMIT_MS);
}

async function withLocal<T>(config: DatabaseAgentConfig, act: (database: Database) => Promise<T>): Promise<T> {
  const database = await openLocal(config.socketPath);
  try {
    return await act(database);
  } finally {
    database.close();
  }
}

function run(database: Database, sql: string, values: readonly string[] = []): Promise<unknown[]> {
  return database.query(sql, values, STATEMENT_LIMIT_MS);
}
