import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BadBackup } from './bad-backup.ts';
import type { Chain } from './chain.ts';
import { startChild } from './child.ts';
import type { BackupConfig } from './config.ts';
import { fileNames, type LogManifest } from './documents.ts';
import { extractCommand } from './extract-command.ts';
import { findTransaction } from './find-transaction.ts';
import { unpackInto } from './pack.ts';
import { PACKET_OPTION } from './packets.ts';
import { ROOM_FACTOR, refuseWithoutRoom } from './room.ts';
import { type ScratchServer, scratchPaths, startScratch } from './scratch.ts';
import type { Store } from './store.ts';
import { compareTables, countRows, readTables } from './tables.ts';
import type { Tell } from './tell.ts';

/**
 * Unpacks a full backup, starts a server on it and compares every table with the manifest. Refuses where there is no room
 * for it and for its logs.
 * @throws BadBackup where the data are not those that were saved
 */
export async function restoreFull(
  config: BackupConfig,
  store: Store,
  { full, logs }: Chain,
  identity: string,
  tell: Tell,
): Promise<ScratchServer> {
  const { data } = scratchPaths(config.scratchDirectory);
  const needed = full.dataBytes * ROOM_FACTOR + logs.reduce((sum, log) => sum + sizeOf(log), 0);
  await refuseWithoutRoom(config.scratchDirectory, needed, 'the restored data');
  await mkdir(data, { mode: 0o750 });
  tell(`reading ${full.name} back`);
  const file = { name: fileNames.data(full), bytes: full.bytes, sha256: full.sha256, identity };
  await unpackInto(store, file, extractCommand(data));
  tell('starting a server on it, comparing every table');
  const scratch = await startScratch(config.scratchDirectory);
  try {
    const differences = compareTables(full.tables, await readTables(scratch.database));
    if (differences.length > 0)
      throw new BadBackup(`the restored data are not those that were saved: ${differences.join(', ')}`);
  } catch (error) {
    await scratch.stop().catch(() => undefined);
    throw error;
  }
  tell(`${full.tables.length} tables and ${countRows(full.tables)} rows are as they were saved`);
  return scratch;
}

function sizeOf({ bytes, fileBytes = bytes }: LogManifest): number {
  return fileBytes;
}

/** Where the binary logs end: a moment, in whole seconds, or just before a transaction of the last one. */
export type LogsEnd = 'all' | { time: Date } | { before: string };

/** Applies the chain's logs up to their end. A transaction that is there already is passed over. */
export async function applyLogs(
  config: BackupConfig,
  store: Store,
  { full, logs }: Chain,
  identity: string,
  end: LogsEnd,
  tell: Tell,
): Promise<void> {
  if (logs.length === 0) return;
  const paths = scratchPaths(config.scratchDirectory);
  await mkdir(paths.logs, { mode: 0o700 });
  const files: string[] = [];
  for (const log of logs) {
    const path = join(paths.logs, `${String(files.length).padStart(6, '0')}-${log.file}`);
    const file = { name: fileNames.data(log), bytes: log.bytes, sha256: log.sha256, identity };
    await unpackInto(store, file, ['dd', `of=${path}`, 'bs=1M', 'status=none']);
    files.push(path);
  }
  tell(`applying ${logs.length} binary logs${sayEnd(end)}`);
  // mysqlbinlog reads the time as that of its own zone ("mysqlbinlog", --stop-datetime).
  const env = { ...process.env, TZ: 'UTC' };
  const stop = await stopOption(end, files.at(-1)!);
  const exclude = full.gtids === '' ? [] : [`--exclude-gtids=${full.gtids}`];
  const read = startChild(['mysqlbinlog', '--no-defaults', ...stop, ...exclude, ...files], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const write = startChild(['mysql', '--no-defaults', '--binary-mode', PACKET_OPTION, `--socket=${paths.socket}`], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const flow = pipeline(read.process.stdout!, write.process.stdin!).catch((error: Error) => error);
  await Promise.all([read.ended, write.ended]);
  const broken = await flow;
  if (broken instanceof Error) throw broken;
}

function sayEnd(end: LogsEnd): string {
  if (end === 'all') return '';
  return 'time' in end ? ` up to ${end.time.toISOString()}` : ` up to just before ${end.before}`;
}

/** A position counts for the last file on the command line ("mysqlbinlog", --stop-position). */
async function stopOption(end: LogsEnd, lastFile: string): Promise<string[]> {
  if (end === 'all') return [];
  if ('time' in end) return [`--stop-datetime=${end.time.toISOString().slice(0, 19).replace('T', ' ')}`];
  return [`--stop-position=${await findTransaction(lastFile, end.before)}`];
}
