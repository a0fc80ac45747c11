import type { Host, Platform } from '../../platform/platform.ts';
import { assetsRoot } from '../assets.ts';
import type { Contribution, Materials } from '../manifest.ts';
import { appPackages, appRuntimes, hostBuild } from './runtime.ts';

/**
 * What Nginx serves of the application by itself, on web hosts. They build it as application hosts do, and keep of it what
 * users may see.
 */
export function contributeAssets(platform: Platform, host: Host, materials: Materials): Contribution {
  const { staticDirectories } = platform.app;
  if (!host.roles.includes('web') || staticDirectories.length === 0) return {};
  const build = hostBuild(platform);
  const directories = [...new Set(staticDirectories.map(({ directory }) => directory))].sort();
  const keep = directories.filter((inner) => !directories.some((outer) => inner.startsWith(`${outer}/`)));
  return {
    ...(build === undefined
      ? {}
      : { packages: ['libnss-systemd', ...appPackages(platform)], runtimes: appRuntimes(platform) }),
    // Other directories of the same application make another release.
    releases: [{ name: 'assets', id: releaseId(materials.releases.app, keep), root: assetsRoot, keep, build }],
  };
}

function releaseId(app: string, keep: readonly string[]): string {
  return [app, ...keep].join('-').replaceAll('/', '+');
}
