import type { App, Host, Platform } from '../../platform/platform.ts';
import { assetsOf } from '../assets.ts';
import { type Contribution, type ManifestRelease, type Materials, releaseOf } from '../manifest.ts';
import { appPackages, appRuntimes, hostBuild } from './runtime.ts';

/**
 * What Nginx serves of the applications by itself, on web hosts. They build it as application hosts do, and keep of it
 * what users may see.
 */
export function contributeAssets(platform: Platform, host: Host, materials: Materials): Contribution {
  const apps = platform.apps.filter(({ staticDirectories }) => staticDirectories.length > 0);
  if (!host.roles.includes('web') || apps.length === 0) return {};
  const built = apps.filter((app) => hostBuild(app) !== undefined);
  return {
    ...(built.length === 0
      ? {}
      : { packages: ['libnss-systemd', ...built.flatMap(appPackages)], runtimes: built.flatMap(appRuntimes) }),
    releases: apps.map((app) => assetsRelease(app, materials)),
  };
}

function assetsRelease(app: App, materials: Materials): ManifestRelease {
  const directories = [...new Set(app.staticDirectories.map(({ directory }) => directory))].sort();
  const keep = directories.filter((inner) => !directories.some((outer) => inner.startsWith(`${outer}/`)));
  const { name, root } = assetsOf(app);
  // Other directories of the same application make another release.
  return { name, id: releaseId(releaseOf(materials, app), keep), root, keep, build: hostBuild(app) };
}

function releaseId(app: string, keep: readonly string[]): string {
  return [app, ...keep].join('-').replaceAll('/', '+');
}
