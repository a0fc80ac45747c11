import { Readable } from 'node:stream';
import { containsGtidSet, formatGtidSet } from '../gtid-set.ts';
import { messageOf } from '../log.ts';
import { BadBackup } from './bad-backup.ts';
import { readCatalogue } from './catalogue.ts';
import { followLogs } from './chain.ts';
import type { BackupConfig } from './config.ts';
import { type CheckRecord, type FullManifest, fileNames } from './documents.ts';
import { logsOfLife } from './lives.ts';
import { applyLogs, restoreFull } from './prepare.ts';
import { readExecuted } from './read-executed.ts';
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
 * Restores a backup into a scratch instance, the newest one without a name, and every binary log that follows it. What
 * that shows of the backup is written beside it, a bad outcome too. Rejects where it shows nothing.
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
  const chain = followLogs(full, logsOfLife(full, { fulls, logs }));
  let reason = 'every row count and checksum is as it was saved';
  let good = true;
  let fullGood = false;
  let gtids: string | undefined;
  await emptyScratch(config.scratchDirectory);
  try {
    const scratch = await restoreFull(config, store, chain, identity, tell);
    fullGood = true;
    try {
      await applyLogs(config, store, chain, identity, 'all', tell).catch(blameLogs);
      const executed = await readExecuted(scratch.database, QUERY_LIMIT_MS);
      if (!containsGtidSet(executed, chain.gtids)) throw new BadBackup('transactions of the logs are missing');
      gtids = formatGtidSet(executed);
    } finally {
      await scratch.stop().catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof BadBackup)) throw new Error(`${full.name} could not be checked: ${messageOf(error)}`);
    good = false;
    reason = error.message;
  } finally {
    await emptyScratch(config.scratchDirectory);
  }
  const record: CheckRecord = {
    ...{ kind: 'check', name: full.name, when: new Date().toISOString(), good, reason },
    ...(!good && fullGood ? { fullGood } : {}),
    ...{ tables: full.tables.length, rows: countRows(full.tables), logs: chain.logs.length },
    ...(gtids === undefined ? {} : { gtids }),
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
  await store.write(fileNames.check(full.name), Readable.from([`${JSON.stringify(record, null, 2)}\n`]));
  return { record, full };
}

/** What of mysqlbinlog(1), mysql(1) and mysqld is about this host. */
const ofThisHost =
  /cannot be read|No space left|is full|Out of memory|did not start|\(SIG|Lost connection|Can't connect|gone away/i;

/** A log that does not fit on what comes before it is a bad backup, unless something here kept it from being applied. */
export function blameLogs(error: unknown): never {
  if (error instanceof BadBackup || ofThisHost.test(messageOf(error))) throw error;
  throw new BadBackup(`the binary logs cannot be applied: ${messageOf(error)}`);
}

export function noSuchBackup(name: string | undefined, fulls: readonly FullManifest[]): string {
  if (fulls.length === 0) return 'there is no backup yet';
  return `there is no backup ${name}: the newest is ${fulls.at(-1)!.name}`;
}
