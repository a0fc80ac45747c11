import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const backupKinds = ['full', 'logs', 'check'] as const;
export type BackupKind = (typeof backupKinds)[number];

export function metricsFile(kind: BackupKind): string {
  return `smartx-backup-${kind}.prom`;
}

/** What is told of one kind of run on this host. Times are those of the runs. */
export interface BackupMetrics {
  ok: boolean;
  now: Date;
  /** Of a check: when the backup was made that was restored. */
  backupTime?: Date | undefined;
}

/**
 * Writes the text that node exporter's textfile collector reads. The time of the last success outlives a failure, so
 * that an alert can tell how long ago it was.
 */
export async function writeMetrics(directory: string, kind: BackupKind, metrics: BackupMetrics): Promise<void> {
  const file = join(directory, metricsFile(kind));
  const before = await readFile(file, 'utf8').catch(() => '');
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await writeFile(`${file}.new`, renderMetrics(kind, metrics, before), { mode: 0o644 });
  await chmod(`${file}.new`, 0o644);
  await rename(`${file}.new`, file);
}

/** Another member makes the backups now: a failure from before must not be told of for ever. */
export async function forgetResult(directory: string, kind: BackupKind): Promise<void> {
  const file = join(directory, metricsFile(kind));
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === undefined) return;
  await writeFile(
    file,
    before
      .split('\n')
      .filter((line) => !line.includes('smartx_backup_result'))
      .join('\n'),
  );
}

export function renderMetrics(kind: BackupKind, { ok, now, backupTime }: BackupMetrics, before: string): string {
  const seconds = (time: Date) => Math.floor(time.getTime() / 1000);
  const kept = (name: string) =>
    before.split('\n').find((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const last =
    kind === 'check' ? 'smartx_backup_last_verified_timestamp_seconds' : 'smartx_backup_last_success_timestamp_seconds';
  const labels = kind === 'check' ? '' : `{kind="${kind}"}`;
  const verified = 'smartx_backup_verified_backup_timestamp_seconds';
  const lines = [
    ...gauge(
      'smartx_backup_result',
      'Whether the last run on this host succeeded.',
      `smartx_backup_result{kind="${kind}"} ${ok ? 1 : 0}`,
    ),
    ...gauge(
      last,
      'When the last run on this host that succeeded did so.',
      ok ? `${last}${labels} ${seconds(now)}` : kept(last),
    ),
    ...(kind === 'check'
      ? gauge(
          verified,
          'When the backup was made that was restored last, and well.',
          ok && backupTime ? `${verified} ${seconds(backupTime)}` : kept(verified),
        )
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function gauge(name: string, help: string, sample: string | undefined): string[] {
  return sample === undefined ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, sample];
}
