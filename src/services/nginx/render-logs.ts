import { writtenBySmartx } from '../file.ts';
import { accessLogPath } from '../local-endpoints.ts';

/** Where Nginx writes what it served, and what went wrong. */
export const logPaths = { access: accessLogPath, error: '/var/log/nginx/error.log' } as const;

/**
 * Takes the place of Debian's entry for Nginx, which asks for a script of System V, and only once a day: a day of many
 * requests may fill a disk. Two weeks at most, and 14 files of about 100 MB, all but the last compressed to a tenth: what
 * one hour adds decides how far a file goes beyond that. See logrotate.conf(5).
 */
export function renderLogRotation(): string {
  return `# ${writtenBySmartx}
/var/log/nginx/*.log {
    daily
    maxsize 100M
    rotate 14
    missingok
    notifempty
    compress
    delaycompress
    create 0640 www-data adm
    sharedscripts
    postrotate
        systemctl is-active --quiet nginx.service || exit 0
        systemctl kill --kill-whom=main --signal=USR1 nginx.service
    endscript
}
`;
}

/**
 * The log files before Nginx first opens them, see tmpfiles.d(5). Nginx would make them root's; its workers open them
 * again, as www-data, after every rotation.
 */
export function renderLogFiles(): string {
  const lines = Object.values(logPaths).map((path) => `f ${path} 0640 www-data adm -\n`);
  return `# ${writtenBySmartx}\n${lines.join('')}`;
}

/** Drop-in for nginx.service: `nginx -t`, the check of a new configuration, makes the files too, readable by everybody. */
export function renderLogDropIn(logFiles: string): string {
  return `# ${writtenBySmartx}
[Service]
# With + it is outside of the unit's sandbox (systemd.service(5)).
ExecStartPre=+/usr/bin/systemd-tmpfiles --create ${logFiles}
`;
}
