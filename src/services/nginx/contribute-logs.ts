import { publicFile } from '../file.ts';
import type { Contribution } from '../manifest.ts';
import { renderLogDropIn, renderLogFiles, renderLogRotation } from './render-logs.ts';

const rotation = '/etc/logrotate.d/nginx';
const logFiles = '/etc/tmpfiles.d/smartx-nginx.conf';

/** Beside the unit's own drop-in: Nginx starts again when it changes. */
export const logDropIn = '/etc/systemd/system/nginx.service.d/smartx-logs.conf';

/** Who may read the logs of Nginx, and how they end: without it they would grow until the disk is full. */
export const nginxLogs = {
  packages: ['logrotate'],
  files: [
    publicFile(rotation, renderLogRotation()),
    publicFile(logFiles, renderLogFiles()),
    publicFile(logDropIn, renderLogDropIn(logFiles)),
  ],
} as const satisfies Contribution;
