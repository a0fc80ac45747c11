import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackupKind, backupKinds, metricsFile } from './metrics.ts';

/** How the last run of one kind on this host ended. */
export interface BackupRun {
  kind: BackupKind;
  /** Undefined where another member does the work now. */
  ok: boolean | undefined;
  /** Of the last one that succeeded, ISO 8601; undefined where none has. */
  lastSuccess: string | undefined;
}

/** Since when backups are declared as they are: when this host got the configuration of them, ISO 8601. */
export async function readSince(configFile: string): Promise<string> {
  // The time of its content may be an older one: that of the archive in which it came.
  return (await stat(configFile)).ctime.toISOString();
}

/** From the metrics of this host: those of them that were written. */
export async function readRuns(directory: string): Promise<BackupRun[]> {
  const texts = await Promise.all(
    backupKinds.map((kind) => readFile(join(directory, metricsFile(kind)), 'utf8').catch(() => undefined)),
  );
  return backupKinds.flatMap((kind, index) => (texts[index] === undefined ? [] : [parseRun(kind, texts[index])]));
}

export function parseRun(kind: BackupKind, metrics: string): BackupRun {
  const result = /^smartx_backup_result\{.*\} ([01])$/m.exec(metrics)?.[1];
  const success = /^smartx_backup_last_(?:success|verified)_timestamp_seconds(?:\{.*\})? (\d+)$/m.exec(metrics)?.[1];
  return {
    kind,
    ok: result === undefined ? undefined : result === '1',
    lastSuccess: success === undefined ? undefined : new Date(Number(success) * 1_000).toISOString(),
  };
}
