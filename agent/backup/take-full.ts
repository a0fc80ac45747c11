import { Readable } from 'node:stream';
import { type Database, openLocal } from '../database.ts';
import { formatGtidSet, parseGtidSet } from '../gtid-set.ts';
import { readCatalogue } from './catalogue.ts';
import type { BackupConfig } from './config.ts';
import { type FullManifest, fileNames, timeStamp } from './documents.ts';
import { packInto } from './pack.ts';
import { megabytes, onSameFileSystem, ROOM_FACTOR, refuseWithoutRoom } from './room.ts';
import { emptyScratch, scratchPaths, startScratch } from './scratch.ts';
import type { Store } from './store.ts';
import { countRows, readTables } from './tables.ts';
import type { Tell } from './tell.ts';

const QUICK_LIMIT_MS = 60_000;
const CLONE_LIMIT_MS = 6 * 3_600_000;

/**
 * Clones the live data, which stops nobody from writing, starts a server of its own on the clone and reads it to the last
 * row, and only then packs it away: whatever is kept was a database that works, and the facts are those of the snapshot.
 */
export async function takeFull(config: BackupConfig, store: Store, tell: Tell): Promise<FullManifest> {
  const started = performance.now();
  const { fulls } = await readCatalogue(store);
  await emptyScratch(config.scratchDirectory);
  try {
    const { data } = scratchPaths(config.scratchDirectory);
    const live = await openLocal(config.socketPath);
    let dataBytes: number;
    try {
      dataBytes = await refuseFullWithoutRoom(config, live, fulls.at(-1));
      tell(`cloning ${megabytes(dataBytes)} of data`);
      await live.query('CLONE LOCAL DATA DIRECTORY = ?', [data], CLONE_LIMIT_MS);
    } finally {
      live.close();
    }
    const when = new Date();
    tell('starting a server on the clone, reading every row');
    const facts = await readClone(config.scratchDirectory);
    const name = `full-${timeStamp(when)}-${config.self}`;
    const file = fileNames.data({ kind: 'full', name });
    tell(`packing and encrypting ${facts.tables.length} tables, ${countRows(facts.tables)} rows into ${store.title}`);
    const producer = ['tar', '--create', '--directory', data, '--numeric-owner', '--sort=name', '.'];
    const packed = await packInto(store, file, producer, config.recipient);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const manifest: FullManifest = {
      ...{ kind: 'full', name, when: when.toISOString(), host: config.self },
      ...{ ...facts, dataBytes, ...packed, seconds },
    };
    await store.write(fileNames.manifest(name), Readable.from([`${JSON.stringify(manifest, null, 2)}\n`]));
    return manifest;
  } finally {
    await emptyScratch(config.scratchDirectory);
  }
}

async function readClone(scratchDirectory: string): Promise<Pick<FullManifest, 'gtids' | 'tables' | 'version'>> {
  const scratch = await startScratch(scratchDirectory);
  const facts = await readFacts(scratch.database).catch(async (error: unknown) => {
    await scratch.stop().catch(() => undefined);
    throw error;
  });
  // A clean stop: the packed data need no recovery.
  await scratch.stop();
  return facts;
}

async function readFacts(database: Database): Promise<Pick<FullManifest, 'gtids' | 'tables' | 'version'>> {
  const [server] = (await database.query(
    'SELECT @@global.gtid_executed AS gtids, @@version AS version',
    [],
    QUICK_LIMIT_MS,
  )) as { gtids: string; version: string }[];
  if (server === undefined) throw new Error('the scratch instance does not tell its transactions');
  const gtids = formatGtidSet(parseGtidSet(server.gtids));
  return { gtids, version: server.version, tables: await readTables(database) };
}

/** Returns the size of the data, in bytes, where there is room for a full backup of them. The last one tells how they pack. */
export async function refuseFullWithoutRoom(
  config: BackupConfig,
  live: Database,
  last: FullManifest | undefined,
): Promise<number> {
  const dataBytes = await readDataBytes(live);
  const packedBytes = (await packsBeside(config)) ? expectedBytes(dataBytes, last) : 0;
  const what = packedBytes === 0 ? 'a clone of the data' : 'a clone of the data, and its packed copy beside it,';
  await refuseWithoutRoom(config.scratchDirectory, dataBytes * ROOM_FACTOR + packedBytes, what);
  return dataBytes;
}

async function readDataBytes(live: Database): Promise<number> {
  const [size] = (await live.query(
    'SELECT SUM(FILE_SIZE) AS bytes FROM information_schema.INNODB_TABLESPACES',
    [],
    QUICK_LIMIT_MS,
  )) as { bytes: string | number }[];
  return Number(size?.bytes ?? 0);
}

/** Whether clone and packed file share a disk. */
async function packsBeside({ target, scratchDirectory }: BackupConfig): Promise<boolean> {
  return target.kind === 'directory' && (await onSameFileSystem(target.directory, scratchDirectory));
}

/** Of the packed file: data shrink as they did the last time, with some slack; before that, perhaps not at all. */
export function expectedBytes(dataBytes: number, last: Pick<FullManifest, 'bytes' | 'dataBytes'> | undefined): number {
  if (last === undefined || last.dataBytes === 0) return dataBytes;
  return Math.min(dataBytes, (last.bytes / last.dataBytes) * dataBytes * ROOM_FACTOR);
}
