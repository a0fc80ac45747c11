import { collectedLogs, logReaders, logUser } from '../collected-logs.ts';
import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import { hostTls } from '../host-tls.ts';

export const logUnit = 'smartx-logs.service';
export const logConfigurationPath = '/etc/smartx/rsyslog.conf';
export const logStateDirectory = '/var/lib/smartx-logs';
export const pidPath = '/run/smartx-logs/rsyslogd.pid';
/** Where systemd shows the host's key to the daemon, and to nobody else (systemd.exec(5), LoadCredential=). */
export const hostKeyCredential = `/run/credentials/${logUnit}/host.key`;

/**
 * A daemon of our own beside the distribution's rsyslog.service, which stays as its owner wants it: this one reads the
 * journal and needs no root for it.
 */
export function renderLogUnit(isCollector: boolean): string {
  return `# ${writtenBySmartx}
[Unit]
Description=Logs of this host for monitoring hosts (rsyslog)
After=network.target systemd-journald.service
StartLimitIntervalSec=0

[Service]
Type=notify
User=${logUser}
Group=${logReaders}
LoadCredential=host.key:${hostTls.key}
ExecStart=/usr/sbin/rsyslogd -n -i${pidPath} -f ${logConfigurationPath}
RuntimeDirectory=smartx-logs
Restart=always
RestartSec=1
TimeoutStopSec=40
# It may be late, and must not be felt.
CPUWeight=20
IOWeight=20
MemoryMax=${isCollector ? '512M' : '256M'}
${hardening(isCollector)}
[Install]
WantedBy=multi-user.target
`;
}

const hardening = (isCollector: boolean) =>
  renderHardening({
    ReadWritePaths: isCollector ? `${logStateDirectory} ${collectedLogs.directory}` : logStateDirectory,
    // As Debian's own unit: it asks for the rights of files and for limits, which without capabilities gives it nothing.
    SystemCallFilter: '@system-service',
    UMask: '0027',
  });
