import { type Database, openLocal } from '../database.ts';
import { switchover } from '../switchover.ts';
import type { Chain } from './chain.ts';
import type { BackupConfig } from './config.ts';
import { loadSchema, rehearseDump } from './load-schema.ts';
import { replaceInTurn } from './replace-in-turn.ts';
import { refuseToReplaceWithoutRoom } from './room-to-replace.ts';
import type { ScratchServer } from './scratch.ts';
import type { Store } from './store.ts';
import { compareTables, countRows, readTables } from './tables.ts';
import { takeFull } from './take-full.ts';
import type { Tell } from './tell.ts';
import {
  lockWriters,
  ofRestores,
  readWriters,
  unlockOwn,
  unlockStatement,
  unlockWriters,
  type Writer,
} from './writers.ts';

export interface Restored {
  from: string;
  logs: number;
  tables: number;
  rows: number;
  /** The backup of the data that were replaced. */
  before: string;
  /** An earlier restore had not come to its end, so that those data may be half-way. */
  earlier: boolean;
}

/**
 * Shuts writers out, backs up what there is now, and loads the scratch instance's schema here as ordinary transactions,
 * so that every member of the group follows.
 * @throws RestoreFailed once an account was locked
 */
export async function replaceLive(
  config: BackupConfig,
  store: Store,
  { full, logs }: Chain,
  scratch: ScratchServer,
  tell: Tell,
): Promise<Restored> {
  const { mode, schema, socketPath } = config;
  const wanted = await readTables(scratch.database, schema);
  if (wanted.length === 0) throw new Error(`the backup has no table of the schema ${schema}`);
  await onLive(socketPath, (live) => refuseToReplaceWithoutRoom(config, store, scratch.database, live));
  tell('dumping the data once to nowhere');
  await rehearseDump(schema, scratch);
  if (mode === 'group') tell(await switchover(config, config.self));
  const writers = await onLive(socketPath, (live) => readWriters(live, schema));
  const earlier = writers.some(({ lockedBy }) => lockedBy === 'restore');
  const before = await replaceInTurn({
    earlier,
    async shutOut() {
      await onLive(socketPath, (live) => lockWriters(live, writers));
      tell(sayShutOut(writers, schema));
    },
    async backUp() {
      tell('backing up the data that will be replaced');
      return (await takeFull(config, store, tell)).name;
    },
    load: () => onLive(socketPath, (live) => loadSchema(config, live, scratch, tell)),
    async compare() {
      const differences = compareTables(wanted, await onLive(socketPath, (live) => readTables(live, schema)));
      if (differences.length > 0) throw new Error(`what was loaded differs: ${differences.join(', ')}`);
    },
    letIn: () => onLive(socketPath, (live) => unlockWriters(live, writers)),
    undoShutOut: () => onLive(socketPath, (live) => unlockOwn(live, writers)),
    letInByHand: () => ofRestores(writers).map(byHand),
  });
  return { from: full.name, logs: logs.length, tables: wanted.length, rows: countRows(wanted), before, earlier };
}

/** A connection for each step: a statement that exceeded its limit has ended its own. */
async function onLive<T>(socketPath: string, work: (live: Database) => Promise<T>): Promise<T> {
  const live = await openLocal(socketPath);
  try {
    return await work(live);
  } finally {
    live.close();
  }
}

function sayShutOut(writers: readonly Writer[], schema: string): string {
  const kept = writers.length - ofRestores(writers).length;
  const others = kept === 0 ? '' : `; ${kept} of them were locked by an administrator and stay so`;
  return `${writers.length} accounts shut out of ${schema}${others}`;
}

/** As it is typed: names in quotes, a quote in them doubled. */
function byHand({ user, host }: Writer): string {
  const quoted = [user, host].map((name) => `'${name.replaceAll("'", "''")}'`);
  return `${quoted.reduce((sql, name) => sql.replace('?', () => name), unlockStatement)};`;
}
