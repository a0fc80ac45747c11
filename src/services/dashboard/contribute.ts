import { platformDocument } from '../../overview/platform-document.ts';
import { perPlatform } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { trafficReaders } from '../collected-logs.ts';
import { dashboardRelease } from '../dashboard-files.ts';
import { publicFile, secretFile } from '../file.ts';
import { keyPairOf } from '../host-tls.ts';
import type { Contribution, Materials } from '../manifest.ts';
import { answersCommand, checkCommand } from './commands.ts';
import { lowerDashboardServer } from './lower.ts';
import { paths, user } from './paths.ts';
import { renderDashboardConf } from './render.ts';
import { renderPasswords, renderVisitor } from './render-login.ts';
import { renderUnit } from './render-unit.ts';

/** The dashboard on monitoring hosts: files of the page, and an Nginx that serves them after a login. */
export function contributeDashboard(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('monitoring')) return {};
  const server = lowerDashboardServer(platform, host);
  const { login } = materials.dashboard;
  const keyPair = keyPairOf(host, materials);
  const { configuration, certificate, key, passwords, visitor } = paths;
  const read = [configuration, certificate, key, passwords, visitor].sort();
  return {
    packages: ['curl', 'nginx'],
    users: [{ name: user, groups: [trafficReaders] }],
    directories: [
      { path: paths.directory, mode: 0o755, owner: 'root', group: 'root' },
      { path: '/var/lib/smartx', mode: 0o755, owner: 'root', group: 'root' },
      { path: paths.state, mode: 0o700, owner: user, group: user },
    ],
    files: [
      publicFile(configuration, renderDashboardConf(server)),
      publicFile(certificate, keyPair.certificate),
      secretFile(key, keyPair.key, user),
      secretFile(passwords, renderPasswords(login.hash), user),
      secretFile(visitor, renderVisitor(server, login.visitor), user),
      publicFile(paths.platform, documentText(platform)),
      publicFile(paths.unit, renderUnit()),
    ],
    releases: [{ ...dashboardRelease, id: materials.dashboard.release }],
    units: [
      {
        name: 'smartx-dashboard.service',
        kind: 'service',
        order: 90,
        restartOn: [paths.unit],
        reloadOn: read,
        restartDisruption: 'none',
      },
    ],
    listens: [
      { protocol: 'tcp', address: 'private', port: server.port, process: 'nginx' },
      { protocol: 'tcp', address: 'loopback', port: server.port, process: 'nginx' },
    ],
    checks: [{ name: 'nginx.conf of the dashboard', argv: checkCommand(), covers: read }],
    probes: [
      {
        name: 'the dashboard answers',
        argv: answersCommand(host.name, host.privateAddress, server.port),
        timeoutMs: 10_000,
      },
    ],
  };
}

const documentText = perPlatform((platform) => `${JSON.stringify(platformDocument(platform), null, 2)}\n`);
