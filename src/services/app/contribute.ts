import type { Host, Platform } from '../../platform/platform.ts';
import { publicFile, secretFile } from '../file.ts';
import type { Contribution, ManifestFile, ManifestUnit, Materials } from '../manifest.ts';
import { respondsCommand } from './commands.ts';
import { appAddress, appPaths, lowerApp } from './lower.ts';
import type { AppService } from './model.ts';
import {
  renderAppUnit,
  renderEnvironment,
  renderJobUnit,
  renderLauncher,
  renderMigrateUnit,
  renderTimerUnit,
} from './render.ts';
import { appPackages, appRuntimes, hostBuild } from './runtime.ts';

/** The application as a hardened service with its own user; on the first host also its migrations and jobs. */
export function contributeApp(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('app')) return {};
  const app = lowerApp(platform, host, materials);
  return {
    // Gives the user that a build on the host runs as a name, which many a program asks for (nss-systemd(8)).
    packages: ['libnss-systemd', ...appPackages(platform)],
    runtimes: appRuntimes(platform),
    users: [{ name: 'app', groups: [] }],
    directories: [
      { path: appPaths.root, mode: 0o755, owner: 'root', group: 'root' },
      { path: `${appPaths.root}/releases`, mode: 0o750, owner: 'root', group: 'app' },
    ],
    files: [...serviceFiles(app), ...migrateFiles(app), ...jobFiles(app)],
    releases: [{ name: 'app', id: materials.releases.app, root: appPaths.root, build: hostBuild(platform) }],
    units: [appUnit(app), ...(app.migrate === undefined ? [] : [migrateUnit]), ...app.timers.map(timerUnit)],
    listens: [
      {
        protocol: 'tcp',
        address: appAddress(platform, host) === host.privateAddress ? 'private' : 'loopback',
        port: platform.app.port,
        // Whatever the operator's command is.
        process: undefined,
      },
    ],
    probes: [
      {
        name: 'the application is alive',
        argv: respondsCommand(appAddress(platform, host), platform.app.port, platform.app.healthPath),
        timeoutMs: platform.app.startTimeoutSeconds * 1_000,
      },
    ],
  };
}

const unitPath = (name: string) => `/etc/systemd/system/${name}`;

function serviceFiles(app: AppService): readonly ManifestFile[] {
  return [
    publicFile(unitPath('app.service'), renderAppUnit(app)),
    { ...publicFile(appPaths.launcher, renderLauncher()), mode: 0o755 },
    secretFile(appPaths.environment, renderEnvironment(app.environment)),
    ...(app.secrets === undefined ? [] : [secretFile(appPaths.secrets, renderEnvironment(app.secrets))]),
  ];
}

function migrateFiles(app: AppService): readonly ManifestFile[] {
  if (app.migrate === undefined) return [];
  return [
    publicFile(unitPath('app-migrate.service'), renderMigrateUnit(app.migrate, app)),
    secretFile(appPaths.migrateEnvironment, renderEnvironment(app.migrateEnvironment)),
  ];
}

function jobFiles(app: AppService): readonly ManifestFile[] {
  return app.timers.flatMap((timer) => [
    publicFile(unitPath(`${timer.unit}.service`), renderJobUnit(timer, app)),
    publicFile(unitPath(`${timer.unit}.timer`), renderTimerUnit(timer)),
  ]);
}

function appUnit({ secrets }: AppService): ManifestUnit {
  const own = secrets === undefined ? [] : [appPaths.secrets];
  return {
    name: 'app.service',
    kind: 'service',
    order: 60,
    restartOn: [
      appPaths.environment,
      appPaths.authority,
      appPaths.launcher,
      unitPath('app.service'),
      'release:app',
      ...own,
    ].sort(),
    reloadOn: [],
    restartDisruption: 'restart',
  };
}

const migrateUnit: ManifestUnit = {
  name: 'app-migrate.service',
  kind: 'oneshot',
  // Before the new release of the application starts.
  order: 55,
  restartOn: [appPaths.migrateEnvironment, unitPath('app-migrate.service'), 'release:app'].sort(),
  reloadOn: [],
  restartDisruption: 'none',
};

function timerUnit(timer: { readonly unit: string }): ManifestUnit {
  return {
    name: `${timer.unit}.timer`,
    kind: 'service',
    order: 65,
    restartOn: [unitPath(`${timer.unit}.timer`)],
    reloadOn: [],
    restartDisruption: 'none',
  };
}
