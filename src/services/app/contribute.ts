import type { App, Host, Platform } from '../../platform/platform.ts';
import { publicFile, secretFile } from '../file.ts';
import type { Contribution, HostManifest, ManifestFile, ManifestUnit, Materials } from '../manifest.ts';
import { releaseOf } from '../manifest.ts';
import { respondsCommand } from './commands.ts';
import { appAddress, lowerApp } from './lower.ts';
import type { AppService } from './model.ts';
import { appUnitsOf, launcherPath } from './paths.ts';
import {
  renderAppUnit,
  renderEnvironment,
  renderJobUnit,
  renderLauncher,
  renderMigrateUnit,
  renderTimerUnit,
} from './render.ts';
import { appPackages, appRuntimes, hostBuild } from './runtime.ts';

/** Each application as a hardened service with its own user; on the first host also its migrations and jobs. */
export function contributeApps(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('app')) return {};
  const services = platform.apps.map((app) => contributeOne(platform, app, host, materials));
  const all = <K extends keyof OfOne>(key: K) => services.flatMap((one): OfOne[K][number][] => [...one[key]]);
  return {
    // Gives the user that a build on the host runs as a name, which many a program asks for (nss-systemd(8)).
    packages: ['libnss-systemd', ...platform.apps.flatMap(appPackages)],
    runtimes: platform.apps.flatMap(appRuntimes),
    users: all('users'),
    directories: all('directories'),
    files: [launcher, ...all('files')],
    releases: all('releases'),
    units: all('units'),
    listens: all('listens'),
    probes: all('probes'),
  };
}

const launcher = { ...publicFile(launcherPath, renderLauncher()), mode: 0o755 };

type OfOne = Required<
  Pick<HostManifest, 'users' | 'directories' | 'files' | 'releases' | 'units' | 'listens' | 'probes'>
>;

function contributeOne(platform: Platform, app: App, host: Host, materials: Materials): OfOne {
  const service = lowerApp(platform, app, host, materials);
  const { id, paths } = service;
  const units = appUnitsOf(app);
  return {
    users: [{ name: id, groups: [] }],
    directories: [
      { path: paths.root, mode: 0o755, owner: 'root', group: 'root' },
      { path: `${paths.root}/releases`, mode: 0o750, owner: 'root', group: id },
    ],
    files: [...serviceFiles(service, units.service), ...migrateFiles(service, units.migrate), ...jobFiles(service)],
    releases: [{ name: id, id: releaseOf(materials, app), root: paths.root, build: hostBuild(app) }],
    units: [
      appUnit(service, units.service),
      ...(service.migrate === undefined ? [] : [migrateUnit(service, units.migrate)]),
      ...service.timers.map(timerUnit),
    ],
    listens: [
      {
        protocol: 'tcp',
        address: appAddress(platform, host) === host.privateAddress ? 'private' : 'loopback',
        port: app.port,
        // Whatever the operator's command is.
        process: undefined,
      },
    ],
    probes: [
      {
        name: `the ${service.title} is alive`,
        app: id,
        argv: respondsCommand(appAddress(platform, host), app.port, app.healthPath),
        timeoutMs: app.startTimeoutSeconds * 1_000,
      },
    ],
  };
}

const unitPath = (name: string) => `/etc/systemd/system/${name}`;

function serviceFiles(app: AppService, unit: string): readonly ManifestFile[] {
  return [
    publicFile(unitPath(unit), renderAppUnit(app)),
    secretFile(app.paths.environment, renderEnvironment(app.environment)),
    ...(app.secrets === undefined ? [] : [secretFile(app.paths.secrets, renderEnvironment(app.secrets))]),
  ];
}

function migrateFiles(app: AppService, unit: string): readonly ManifestFile[] {
  if (app.migrate === undefined) return [];
  return [
    publicFile(unitPath(unit), renderMigrateUnit(app.migrate, app)),
    secretFile(app.paths.migrateEnvironment, renderEnvironment(app.migrateEnvironment)),
  ];
}

function jobFiles(app: AppService): readonly ManifestFile[] {
  return app.timers.flatMap((timer) => [
    publicFile(unitPath(`${timer.unit}.service`), renderJobUnit(timer, app)),
    publicFile(unitPath(`${timer.unit}.timer`), renderTimerUnit(timer, app)),
  ]);
}

function appUnit({ id, paths, secrets }: AppService, name: string): ManifestUnit {
  const own = secrets === undefined ? [] : [paths.secrets];
  return {
    name,
    kind: 'service',
    order: 60,
    restartOn: [paths.environment, paths.authority, paths.launcher, unitPath(name), `release:${id}`, ...own].sort(),
    reloadOn: [],
    restartDisruption: 'restart',
  };
}

function migrateUnit({ id, paths }: AppService, name: string): ManifestUnit {
  return {
    name,
    kind: 'oneshot',
    // Before the new release of the application starts.
    order: 55,
    restartOn: [paths.migrateEnvironment, unitPath(name), `release:${id}`].sort(),
    reloadOn: [],
    restartDisruption: 'none',
  };
}

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
