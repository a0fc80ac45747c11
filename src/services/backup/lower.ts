import type { BackupConfig } from '../../../agent/backup/config.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { type DatabaseBackup, type Host, type Platform, ports } from '../../platform/platform.ts';
import { cronToCalendars } from '../calendar.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';
import type { BackupTimer } from './model.ts';
import { paths } from './paths.ts';

const dayMs = 86_400_000;

/** What the program on a host is told. */
export function lowerBackupConfiguration(
  platform: Platform,
  host: Host,
  backup: DatabaseBackup,
  recipient: string,
): BackupConfig {
  const { target } = backup;
  return {
    self: host.name,
    members: hostsWithRole(platform, 'database').map(({ name, privateAddress }) => ({ name, address: privateAddress })),
    healthPort: ports.databaseHealth,
    mode: platform.database.mode,
    socketPath: paths.socket,
    schema: schemasOf(platform),
    recipient,
    keepMs: backup.keepDays * dayMs,
    target:
      target.kind === 'directory'
        ? { kind: 'directory', directory: target.directory }
        : {
            kind: 'restic',
            repository: target.repository,
            environmentFile: paths.environment,
            ...(target.ssh === undefined ? {} : { ssh: { keyFile: paths.sshKey, knownHostsFile: paths.knownHosts } }),
          },
    scratchDirectory: paths.scratch,
    metricsDirectory: textfileMetricsDirectory,
    cacheDirectory: paths.cache,
  };
}

function schemasOf({ apps }: Platform): BackupConfig['schema'] {
  const schemas = apps.map(({ schema }) => schema);
  const [first] = schemas;
  return first !== undefined && schemas.length === 1 ? first : schemas;
}

/** Every member has the same timers; at each turn the members agree on one of them, which does the work. */
export function lowerTimers(backup: DatabaseBackup): readonly BackupTimer[] {
  const byCalendar = (schedule: string) => [
    ...cronToCalendars(schedule).map((calendar) => `OnCalendar=${calendar}`),
    // A run that was missed while the host was down is made up for once.
    'Persistent=yes',
  ];
  const timers: BackupTimer[] = [
    {
      unit: 'smartx-backup-full',
      description: 'Full backup of the database',
      command: 'full',
      when: byCalendar(backup.schedule),
    },
    {
      unit: 'smartx-backup-logs',
      description: 'Backup of binary logs',
      command: 'logs',
      when: [`OnActiveSec=${backup.logsIntervalSeconds}`, `OnUnitInactiveSec=${backup.logsIntervalSeconds}`],
    },
  ];
  if (backup.restoreCheck === undefined) return timers;
  const check = { unit: 'smartx-backup-check', description: 'Restore of the newest backup', command: 'check' } as const;
  return [...timers, { ...check, when: byCalendar(backup.restoreCheck) }];
}
