import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { collectedLogs, logReaders, logUser } from '../collected-logs.ts';
import { publicFile } from '../file.ts';
import { hostTls } from '../host-tls.ts';
import type { Contribution } from '../manifest.ts';
import { lowerCollector, lowerSender } from './lower.ts';
import type { LogCollector } from './model.ts';
import { renderLogConfiguration } from './render.ts';
import { hostTablePath, renderHostTable } from './render-collector.ts';
import { renderRotation } from './render-rotation.ts';
import { hostKeyCredential, logConfigurationPath, logStateDirectory, logUnit, renderLogUnit } from './render-unit.ts';

/** rsyslog on every host, where there is a monitoring host that takes what it sends. */
export function contributeRsyslog(platform: Platform, host: Host): Contribution {
  const sender = lowerSender(platform, host);
  if (sender === undefined) return {};
  const collector = lowerCollector(platform, host);
  const collecting = collector === undefined ? {} : contributeCollector(platform, collector);
  const read = [logConfigurationPath, unitPath, hostTls.authority, hostTls.certificate];
  return {
    ...collecting,
    packages: ['rsyslog', 'rsyslog-openssl', 'rsyslog-relp', ...(collecting.packages ?? [])],
    users: [{ name: logUser, groups: ['adm', 'systemd-journal'] }],
    directories: [
      { path: logStateDirectory, mode: 0o700, owner: logUser, group: logUser },
      ...(collecting.directories ?? []),
    ],
    files: [
      publicFile(logConfigurationPath, renderLogConfiguration(sender, collector)),
      publicFile(unitPath, renderLogUnit(collector !== undefined)),
      ...(collecting.files ?? []),
    ],
    units: [
      {
        name: logUnit,
        kind: 'service',
        order: 90,
        restartOn: [...read, hostTls.key, ...(collector === undefined ? [] : [hostTablePath])].sort(),
        reloadOn: [],
        restartDisruption: 'none',
      },
    ],
    checks: [
      {
        name: 'rsyslog.conf',
        argv: ['sh', '-c', checkScript],
        covers: [logConfigurationPath, ...(collector === undefined ? [] : [hostTablePath])].sort(),
      },
    ],
  };
}

/** The daemon's own copy of the key is there only while it runs. */
const checkScript = `sed 's#${hostKeyCredential}#${hostTls.key}#' ${logConfigurationPath} | /usr/sbin/rsyslogd -N1 -iNONE -f /dev/stdin`;

const unitPath = `/etc/systemd/system/${logUnit}`;
const rotationPath = '/etc/logrotate.d/smartx-collected';

function contributeCollector(platform: Platform, collector: LogCollector): Contribution {
  return {
    packages: ['logrotate'],
    directories: [
      // Also the audit log's, on every host.
      { path: collectedLogs.directory, mode: 0o755, owner: 'root', group: 'root' },
      ...collector.hosts.map(({ name }) => ({
        ...{ path: `${collectedLogs.directory}/${name}`, mode: 0o750, owner: logUser, group: logReaders },
      })),
    ],
    files: [
      publicFile(hostTablePath, renderHostTable(collector)),
      publicFile(rotationPath, renderRotation(platform.monitoring.logs)),
    ],
    listens: [{ protocol: 'tcp', address: 'private', port: ports.logs, process: 'rsyslogd' }],
  };
}
