import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type Database, openLocal } from '../database.ts';
import { containsGtidSet, formatGtidSet, type GtidSet, parseGtidSet, subtractGtidSets } from '../gtid-set.ts';
import { readCatalogue } from './catalogue.ts';
import { coveredBy } from './chain.ts';
import type { BackupConfig } from './config.ts';
import { fileNames, type LogManifest, timeStamp } from './documents.ts';
import { packInto } from './pack.ts';
import { readExecuted } from './read-executed.ts';
import type { Store } from './store.ts';
import type { Tell } from './tell.ts';

const QUERY_LIMIT_MS = 60_000;

export interface LogsTaken {
  logs: LogManifest[];
  /** Why the logs cannot follow what the store has, so that a full backup is due; undefined when they can. */
  fullDue: string | undefined;
}

/** Closes the binary log, and writes every closed one to the store that holds a transaction which is not there yet. */
export async function takeLogs(config: BackupConfig, store: Store, tell: Tell): Promise<LogsTaken> {
  const catalogue = await readCatalogue(store);
  const [newest, covered] = [catalogue.fulls.at(-1), coveredBy(catalogue)];
  if (newest === undefined) return { logs: [], fullDue: 'there is no full backup yet' };
  if (covered === undefined) return { logs: [], fullDue: 'no full backup came back well' };
  const live = await openLocal(config.socketPath);
  try {
    const executed = await readExecuted(live, QUERY_LIMIT_MS);
    // A database that was built anew counts its transactions from one again, and they are others.
    if (!containsGtidSet(executed, parseGtidSet(newest.gtids))) {
      return { logs: [], fullDue: 'the newest full backup is of another database than this one' };
    }
    if (containsGtidSet(covered, executed)) return { logs: [], fullDue: undefined };
    await live.query('FLUSH LOCAL BINARY LOGS', [], QUERY_LIMIT_MS);
    const missing = await findMissing(live, covered);
    if (missing === undefined) {
      return { logs: [], fullDue: 'binary logs between the last backup and now were removed already' };
    }
    const logs: LogManifest[] = [];
    for (const log of missing) logs.push(await ship(config, store, log));
    tell(`${logs.length} binary logs written to ${store.title}`);
    return { logs, fullDue: undefined };
  } finally {
    live.close();
  }
}

interface ClosedLog {
  path: string;
  file: string;
  previous: GtidSet;
  gtids: GtidSet;
}

/** From the newest backwards until nothing is missing; undefined where the oldest one still comes too late. */
async function findMissing(live: Database, covered: GtidSet): Promise<ClosedLog[] | undefined> {
  const [base] = (await live.query('SELECT @@global.log_bin_basename AS base', [], QUERY_LIMIT_MS)) as {
    base: string;
  }[];
  const rows = (await live.query('SHOW BINARY LOGS', [], QUERY_LIMIT_MS)) as { Log_name: string }[];
  const names = rows.map((row) => row.Log_name);
  const missing: ClosedLog[] = [];
  let next = await readPrevious(live, names.at(-1) ?? '');
  if (containsGtidSet(covered, next)) return missing;
  for (const file of names.slice(0, -1).reverse()) {
    const previous = await readPrevious(live, file);
    const gtids = subtractGtidSets(next, previous);
    if (!containsGtidSet(covered, gtids))
      missing.unshift({ path: join(dirname(base!.base), file), file, previous, gtids });
    if (containsGtidSet(covered, previous)) return missing;
    next = previous;
  }
  return undefined;
}

/** The second event of a binary log says what came before it. */
async function readPrevious(live: Database, file: string): Promise<GtidSet> {
  const events = (await live.query('SHOW BINLOG EVENTS IN ? LIMIT 3', [file], QUERY_LIMIT_MS)) as {
    Event_type: string;
    Info: string;
  }[];
  const found = events.find((event) => event.Event_type === 'Previous_gtids');
  if (found === undefined) throw new Error(`${file} does not say which transactions come before it`);
  return parseGtidSet(found.Info);
}

async function ship(config: BackupConfig, store: Store, log: ClosedLog): Promise<LogManifest> {
  // Its last change was its closing.
  const { mtime: when, size: fileBytes } = await stat(log.path);
  const number = log.file.split('.').at(-1) ?? log.file;
  const name = `logs-${timeStamp(when)}-${config.self}-${number}`;
  const packed = await packInto(store, fileNames.data({ kind: 'logs', name }), ['cat', log.path], config.recipient);
  const manifest: LogManifest = {
    ...{ kind: 'logs', name, when: when.toISOString(), host: config.self, file: log.file },
    ...{ gtids: formatGtidSet(log.gtids), previous: formatGtidSet(log.previous), fileBytes, ...packed },
  };
  await store.write(fileNames.manifest(name), Readable.from([`${JSON.stringify(manifest, null, 2)}\n`]));
  return manifest;
}
