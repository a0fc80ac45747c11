import type { DatabaseBackup, Host, Platform } from '../../platform/platform.ts';
import { publicFile, secretFile } from '../file.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';
import type { Contribution, ManifestDirectory, ManifestFile, Materials } from '../manifest.ts';
import { lowerBackupConfiguration, lowerTimers } from './lower.ts';
import type { BackupTimer } from './model.ts';
import { paths } from './paths.ts';
import { renderBackupTimer, renderBackupUnit } from './render.ts';

/** On database hosts, where backups are declared: the program that makes them, and the timers that start it. */
export function contributeBackup(platform: Platform, host: Host, materials: Materials): Contribution {
  const { backup } = platform.database;
  if (backup === undefined || !host.roles.includes('database')) return {};
  const timers = lowerTimers(backup);
  return {
    packages: ['age', 'zstd', ...(backup.target.kind === 'restic' ? ['restic'] : [])],
    runtimes: ['node-24'],
    // The clone plugin fails on an overlay file system.
    dataDirectories: [paths.mysqlFiles],
    directories: directories(backup),
    files: [...files(platform, host, backup, materials), ...timers.flatMap((timer) => timerFiles(timer, backup))],
    units: timers.map(({ unit }) => ({
      name: `${unit}.timer`,
      kind: 'service',
      order: 90,
      restartOn: [unitPath(`${unit}.timer`)],
      reloadOn: [],
      restartDisruption: 'none',
    })),
  };
}

function directories({ target }: DatabaseBackup): readonly ManifestDirectory[] {
  const own = (path: string, mode: number): ManifestDirectory => ({ path, mode, owner: 'root', group: 'root' });
  return [
    own('/usr/local/lib/smartx', 0o755),
    own('/var/lib/smartx', 0o755),
    own(textfileMetricsDirectory, 0o755),
    own(paths.cache, 0o700),
    // Where its mount is missing, this makes an empty one, which the program does not take for the target.
    ...(target.kind === 'directory' ? [own(target.directory, 0o700)] : []),
  ];
}

function files(platform: Platform, host: Host, backup: DatabaseBackup, materials: Materials): readonly ManifestFile[] {
  if (materials.backup === undefined) throw new Error('No materials for backups. This is a mistake in Smartx.');
  const { environment, program, recipient, ssh } = materials.backup;
  const configuration = lowerBackupConfiguration(platform, host, backup, recipient);
  return [
    publicFile(paths.configuration, `${JSON.stringify(configuration, null, 2)}\n`),
    publicFile(paths.program, program),
    ...(environment === undefined ? [] : [secretFile(paths.environment, environment)]),
    ...(ssh === undefined ? [] : [secretFile(paths.sshKey, ssh.key), publicFile(paths.knownHosts, ssh.knownHosts)]),
    ...(backup.restoreCheck === undefined ? [] : [secretFile(paths.identity, `${materials.secrets.backupIdentity}\n`)]),
  ];
}

function timerFiles(timer: BackupTimer, backup: DatabaseBackup): readonly ManifestFile[] {
  return [
    publicFile(unitPath(`${timer.unit}.service`), renderBackupUnit(timer, backup)),
    publicFile(unitPath(`${timer.unit}.timer`), renderBackupTimer(timer)),
  ];
}

const unitPath = (name: string) => `/etc/systemd/system/${name}`;
