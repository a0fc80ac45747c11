import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { backupAges } from '../backup-ages.ts';
import type { AlertingRule, Rehearsal } from './model.ts';

/**
 * What must be told about backups; nothing where none are declared. Each host tells of its own runs, and the members take
 * turns, so that ages are those of the newest over all hosts. A host that is gone is looked back at: what it did counts on.
 */
export function lowerBackupRules(platform: Platform): readonly AlertingRule[] {
  const { backup } = platform.database;
  const host = hostsWithRole(platform, 'database')[0]?.name;
  if (backup === undefined || host === undefined) return [];
  const { fullSecondsMax, logsSecondsMax, verifiedSecondsMax, firstSeconds } = backupAges(backup);
  const told = (kind: string) => `${lastSuccess}{host="${host}",kind="${kind}"}`;
  const full: Series = { selector: `${lastSuccess}{kind="full"}`, secondsMax: fullSecondsMax };
  const logs: Series = { selector: `${lastSuccess}{kind="logs"}`, secondsMax: logsSecondsMax };
  const rules: AlertingRule[] = [
    {
      ...common,
      alert: 'DatabaseBackupFailed',
      expr: 'smartx_backup_result == 0',
      forSeconds: 0,
      severity: 'critical',
      summary: 'A backup of the database failed on {{ $labels.host }}',
      description:
        'The last run of kind {{ $labels.kind }} (full backup, logs: binary logs, check: restore on trial) on {{ $labels.host }} failed. Its journal says why.',
      rehearsal: {
        series: [{ series: `smartx_backup_result{host="${host}",kind="full"}`, well: 1, wrong: 0 }],
        seldom,
      },
    },
    {
      ...common,
      alert: 'DatabaseFullBackupTooOld',
      expr: olderThan(full),
      forSeconds: 0,
      severity: 'critical',
      summary: 'The newest full backup of the database is too old',
      description: `No host has made a full backup for {{ $value | humanizeDuration }}; with the declared schedule it should be ${sayHours(fullSecondsMax)} at most.`,
      rehearsal: aged(told('full'), fullSecondsMax),
    },
    {
      ...common,
      alert: 'DatabaseLogBackupTooOld',
      expr: olderThan(logs),
      forSeconds: 0,
      severity: 'critical',
      summary: 'The binary logs of the database are not backed up',
      description:
        'No host has written binary logs to the backups for {{ $value | humanizeDuration }}: so much would be lost with every database host.',
      rehearsal: aged(told('logs'), logsSecondsMax),
    },
    {
      ...common,
      alert: 'DatabaseBackupMissing',
      expr: `${absent(full)} or ${absent(logs)}`,
      forSeconds: firstSeconds,
      severity: 'critical',
      summary: 'Nobody tells of backups of the database',
      description:
        'No host has told of a run of kind {{ $labels.kind }} that succeeded: there is none, or its metrics do not arrive.',
      rehearsal: neverTold(told('full'), told('logs')),
    },
  ];
  if (verifiedSecondsMax === undefined) return rules;
  return [
    ...rules,
    ...rulesOfChecks({ selector: verified, secondsMax: verifiedSecondsMax }, `${verified}{host="${host}"}`),
  ];
}

const lastSuccess = 'smartx_backup_last_success_timestamp_seconds';
const verified = 'smartx_backup_verified_backup_timestamp_seconds';
const common = { tier: 'backup', runbook: 'docs/runbooks/backup-failed.md' } as const;

const notYet = 'told after the first run on a host';
const seldom = { [lastSuccess]: notYet, [verified]: 'told after the first restore', smartx_backup_result: notYet };

/** From fresh to twice as old as it may be. */
function aged(series: string, secondsMax: number): Rehearsal {
  return { series: [{ series, well: { secondsAgo: 60 }, wrong: { secondsAgo: 2 * secondsMax } }], seldom };
}

function neverTold(...series: readonly string[]): Rehearsal {
  const told = series.map((one) => ({ series: one, well: { secondsAgo: 60 }, wrong: 'absent' }) as const);
  return { series: told, wrong: 'always', seldom };
}

/** Only where a restore by timer is declared. */
function rulesOfChecks(series: Series, told: string): readonly AlertingRule[] {
  return [
    {
      ...common,
      alert: 'DatabaseBackupUnverified',
      expr: olderThan(series),
      forSeconds: 0,
      severity: 'critical',
      summary: 'The newest backup that was restored well is too old',
      description: `It was made {{ $value | humanizeDuration }} ago, ${sayHours(series.secondsMax)} at most are expected: later ones were not restored, or not well.`,
      rehearsal: aged(told, series.secondsMax),
    },
    {
      ...common,
      alert: 'DatabaseBackupNeverVerified',
      expr: absent(series),
      forSeconds: series.secondsMax,
      severity: 'critical',
      summary: 'No backup of the database was restored well',
      description: 'No host has told of a backup that it restored on trial, and well. Until then none counts.',
      rehearsal: neverTold(told),
    },
  ];
}

interface Series {
  readonly selector: string;
  readonly secondsMax: number;
}

/** Twice the limit: a host that tells no more is remembered for longer than it takes until its backup is too old. */
function lookBack({ selector, secondsMax }: Series): string {
  return `${selector}[${2 * secondsMax}s]`;
}

function olderThan(series: Series): string {
  return `time() - max(last_over_time(${lookBack(series)})) > ${series.secondsMax}`;
}

function absent(series: Series): string {
  return `absent_over_time(${lookBack(series)})`;
}

function sayHours(seconds: number): string {
  return `${Math.round(seconds / 360) / 10} hours`;
}
