import { type Database, openLocal } from '../database.ts';
import { switchover } from '../switchover.ts';
import type { Chain } from './chain.ts';
import { type BackupConfig, schemasOf } from './config.ts';
import { loadSchemas, rehearseDump, saySchemas } from './load-schema.ts';
import { replaceInTurn } from './replace-in-turn.ts';
import { refuseToReplaceWithoutRoom } from './room-to-replace.ts';
import type { ScratchServer } from './scratch.ts';
import type { Store } from './store.ts';
import { compareTables, countRows, readTables, schemasIn } from './tables.ts';
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
 * Shuts writers out, backs up what there is now, and loads the scratch instance's schemas here as ordinary
 * transactions, so that every member of the group follows.
 * @throws RestoreFailed once an account was locked
 */
export async function replaceLive(
  config: BackupConfig,
  store: Store,
  { full, logs }: Chain,
  scratch: ScratchServer,
  tell: Tell,
): Promise<Restored> {
  const { mode, socketPath } = config;
  const declared = schemasOf(config);
  const schemas = await schemasIn(scratch.database, declared);
  const wanted = await readTables(scratch.database, schemas);
  if (wanted.length === 0) throw new Error(`the backup has no table of the ${saySchemas(declared)}`);
  const later = declared.filter((schema) => !schemas.includes(schema));
  if (later.length > 0) tell(`${saySchemas(later)} was not there yet, and stays as it is`);
  await onLive(socketPath, (live) => refuseToReplaceWithoutRoom(config, store, schemas, scratch.database, live));
  tell('dumping the data once to nowhere');
  await rehearseDump(schemas, scratch);
  if (mode === 'group') tell(await switchover(config, config.self));
  const writers = await onLive(socketPath, (live) => readWriters(live, schemas));
  const earlier = writers.some(({ lockedBy }) => lockedBy === 'restore');
  const before = await replaceInTurn({
    earlier,
    async shutOut() {
      await onLive(socketPath, (live) => lockWriters(live, writers));
      tell(sayShutOut(writers, schemas));
    },
    async backUp() {
      tell('backing up the data that will be replaced');
      return (await takeFull(config, store, tell)).name;
    },
    load: () => onLive(socketPath, (live) => loadSchemas(config, schemas, live, scratch, tell)),
    async compare() {
      const differences = compareTables(wanted, await onLive(socketPath, (live) => readTables(live, schemas)));
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

function sayShutOut(writers: readonly Writer[], schemas: readonly string[]): string {
  const kept = writers.length - ofRestores(writers).length;
  const others = kept === 0 ? '' : `; ${kept} of them were locked by an administrator and stay so`;
  return `${writers.length} accounts shut out of ${schemas.join(', ')}${others}`;
}

/** As it is typed: names in quotes, a quote in them doubled. */
function byHand({ user, host }: Writer): string {
  const quoted = [user, host].map((name) => `'${name.replaceAll("'", "''")}'`);
  return `${quoted.reduce((sql, name) => sql.replace('?', () => name), unlockStatement)};`;
}
