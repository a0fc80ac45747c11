import type { DatabaseBackup } from '../../platform/platform.ts';
import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { textfileMetricsDirectory } from '../local-endpoints.ts';
import { backupCommand } from './commands.ts';
import type { BackupTimer } from './model.ts';
import { paths } from './paths.ts';

/**
 * One run. It is root, whom MySQL's auth_socket lets in, and starts a mysqld of its own as mysql: hence the capabilities.
 */
export function renderBackupUnit({ command, description }: BackupTimer, { target }: DatabaseBackup): string {
  const words = ['--scheduled', ...(command === 'check' ? ['--identity', paths.identity] : [])];
  const writable = [paths.mysqlFiles, textfileMetricsDirectory, paths.cache, '/run'];
  if (target.kind === 'directory') writable.push(target.directory);
  const hardening = renderHardening({
    CapabilityBoundingSet: 'CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL CAP_SETGID CAP_SETUID',
    // Node's just-in-time compiler writes the code that it executes.
    MemoryDenyWriteExecute: 'not set',
    ProcSubset: 'not set',
    ProtectProc: 'not set',
    ReadWritePaths: writable.join(' '),
    SystemCallFilter: '@system-service',
    SystemCallErrorNumber: 'EPERM',
  });
  return `# ${writtenBySmartx}
[Unit]
Description=${description} (Smartx)
After=mysql.service smartx-database-agent.service network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=${backupCommand(command, ...words).join(' ')}
TimeoutStartSec=12h
Nice=10
IOSchedulingClass=idle
${hardening}`;
}

export function renderBackupTimer({ description, when }: BackupTimer): string {
  return `# ${writtenBySmartx}
[Unit]
Description=Schedule: ${description} (Smartx)

[Timer]
${when.join('\n')}
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
}
