import type { Host, Platform } from '../../platform/platform.ts';
import { trafficDirectory, trafficReaders } from '../collected-logs.ts';
import { publicFile } from '../file.ts';
import type { Contribution } from '../manifest.ts';
import {
  configurationPath,
  databaseDirectory,
  programPath,
  renderTrafficConfiguration,
  renderTrafficProgram,
  renderTrafficTimer,
  renderTrafficUnit,
  trafficUser,
} from './render.ts';

/** GoAccess on monitoring hosts: a page of who visits the site, made anew each minute. */
export function contributeGoaccess(platform: Platform, { roles }: Host): Contribution {
  if (!roles.includes('monitoring')) return {};
  const { keepDays } = platform.monitoring.logs;
  return {
    packages: ['goaccess'],
    users: [{ name: trafficUser, groups: [] }],
    directories: [
      { path: databaseDirectory, mode: 0o700, owner: trafficUser, group: trafficUser },
      { path: trafficDirectory, mode: 0o750, owner: trafficUser, group: trafficReaders },
    ],
    files: [
      publicFile(configurationPath, renderTrafficConfiguration(platform.domain, keepDays)),
      { ...publicFile(programPath, renderTrafficProgram()), mode: 0o755 },
      publicFile(`${unitDirectory}/smartx-traffic.service`, renderTrafficUnit()),
      publicFile(timerPath, renderTrafficTimer()),
    ],
    units: [
      {
        name: 'smartx-traffic.timer',
        kind: 'service',
        order: 90,
        restartOn: [timerPath],
        reloadOn: [],
        restartDisruption: 'none',
      },
    ],
  };
}

const unitDirectory = '/etc/systemd/system';
const timerPath = `${unitDirectory}/smartx-traffic.timer`;
