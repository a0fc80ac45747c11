import { Readable } from 'node:stream';
import { containsGtidSet, formatGtidSet, parseGtidSet } from '../gtid-set.ts';
import { readCatalogue } from './catalogue.ts';
import { followLogs } from './chain.ts';
import type { BackupConfig } from './config.ts';
import { type CheckRecord, type FullManifest, fileNames } from './documents.ts';
import { applyLogs, restoreFull } from './prepare.ts';
import { emptyScratch } from './scratch.ts';
import type { Store } from './store.ts';
import { countRows } from './tables.ts';
import type { Tell } from './tell.ts';

const QUERY_LIMIT_MS = 60_000;

export interface Checked {
  record: CheckRecord;
  full: FullManifest;
}

/**
 * Restores a backup into a scratch instance, the newest one without a name, and every binary log that follows it. The
 * outcome is written beside the backup, a bad one too.
 */
export async function checkBackup(
  config: BackupConfig,
  store: Store,
  name: string | undefined,
  identity: string,
  tell: Tell,
): Promise<Checked> {
  const started = performance.now();
  const { fulls, logs } = await readCatalogue(store);
  const full = name === undefined ? fulls.at(-1) : fulls.find((one) => one.name === name);
  if (full === undefined) throw new Error(noSuchBackup(name, fulls));
  const chain = followLogs(full, logs);
  let reason = 'every row count and checksum is as it was saved';
  let good = true;
  let gtids: string | undefined;
  await emptyScratch(config.scratchDirectory);
  try {
    const scratch = await restoreFull(config, store, full, identity, tell);
    try {
      await applyLogs(config, store, chain, identity, 'all', tell);
      const [row] = (await scratch.database.query('SELECT @@global.gtid_executed AS gtids', [], QUERY_LIMIT_MS)) as {
        gtids: string;
      }[];
      const executed = parseGtidSet(row?.gtids ?? '');
      if (!containsGtidSet(executed, chain.gtids)) throw new Error('transactions of the logs are missing');
      gtids = formatGtidSet(executed);
    } finally {
      await scratch.stop().catch(() => undefined);
    }
  } catch (error) {
    good = false;
    reason = error instanceof Error ? error.message : String(error);
  } finally {
    await emptyScratch(config.scratchDirectory);
  }
  const record: CheckRecord = {
    ...{ kind: 'check', name: full.name, when: new Date().toISOString(), good, reason },
    ...{ tables: full.tables.length, rows: countRows(full.tables), logs: chain.logs.length },
    ...(gtids === undefined ? {} : { gtids }),
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
  await store.write(fileNames.check(full.name), Readable.from([`${JSON.stringify(record, null, 2)}\n`]));
  return { record, full };
}

export function noSuchBackup(name: string | undefined, fulls: readonly FullManifest[]): string {
  if (fulls.length === 0) return 'there is no backup yet';
  return `there is no backup ${name}: the newest is ${fulls.at(-1)!.name}`;
}
