import type { Platform } from '../../platform/platform.ts';
import { collectedLogs, logReaders, logUser } from '../collected-logs.ts';
import { writtenBySmartx } from '../file.ts';
import { pidPath } from './render-unit.ts';

/**
 * logrotate.conf(5), looked at every hour. A file is turned each day, or when it has its part of what is kept of a host;
 * so there are never more days than declared, and never more than declared bytes and what two files take in one hour,
 * since all but the newest two are compressed to a tenth. An empty file is turned, too: what is old goes when a file is
 * turned, also that of a host which has fallen silent.
 */
export function renderRotation({ keepDays, bytesMax }: Platform['monitoring']['logs']): string {
  const fileBytes = Math.floor(bytesMax / kinds / (keepDays + 1));
  return `# ${writtenBySmartx}
${collectedLogs.directory}/*/*.log {
    su ${logUser} ${logReaders}
    daily
    maxsize ${fileBytes}
    rotate ${keepDays}
    maxage ${keepDays}
    missingok
    ifempty
    compress
    delaycompress
    create 0640 ${logUser} ${logReaders}
    sharedscripts
    postrotate
        # As ${logUser}, which may send signals to its own daemon and to nobody else's.
        test ! -e ${pidPath} || kill -HUP "$(cat ${pidPath})"
    endscript
}
`;
}

/** The third one is small. */
const kinds = 2;
