import type { Host, Platform } from '../../platform/platform.ts';
import { publicFile, writtenBySmartx } from '../file.ts';
import type { Contribution } from '../manifest.ts';

/** When logs are turned, on hosts that have some: those of Nginx, and those that monitoring hosts collect. */
export function contributeLogrotate(_platform: Platform, { roles }: Host): Contribution {
  if (!roles.includes('web') && !roles.includes('monitoring')) return {};
  return {
    packages: ['logrotate'],
    files: [publicFile(timerDropIn, renderRotationTimer())],
    units: [
      {
        name: 'logrotate.timer',
        kind: 'service',
        order: 90,
        restartOn: [timerDropIn],
        reloadOn: [],
        restartDisruption: 'none',
      },
    ],
  };
}

const timerDropIn = '/etc/systemd/system/logrotate.timer.d/smartx.conf';

/**
 * Drop-in for Debian's logrotate.timer, which waits for a random part of a whole hour: a size can only limit a file that
 * somebody looks at often enough.
 */
function renderRotationTimer(): string {
  return `# ${writtenBySmartx}
[Timer]
OnCalendar=
OnCalendar=hourly
AccuracySec=1min
RandomizedDelaySec=5min
`;
}
