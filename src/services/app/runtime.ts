import type { App } from '../../platform/platform.ts';
import type { ReleaseBuild } from '../manifest.ts';

/** Debian packages that the application needs wherever it runs, or is built. */
export function appPackages(app: App): readonly string[] {
  return app.runtime === 'python-3' ? ['python3', ...app.packages] : app.packages;
}

/** Interpreters that Debian has not. */
export function appRuntimes(app: App): readonly string[] {
  return app.runtime === 'node-24' ? [app.runtime] : [];
}

/** How a release is built on a host; undefined where it arrives ready for use. */
export function hostBuild(app: App): ReleaseBuild | undefined {
  return app.build === undefined || app.buildOn === 'operator' ? undefined : { argv: app.build, path: appPath(app) };
}

/** Directories with programs, searched first to last. */
export function appPath({ runtime }: Pick<App, 'runtime'>): readonly string[] {
  return [...(runtime === 'node-24' ? [nodeDirectory] : []), ...debianPath];
}

export const nodeDirectory = '/opt/smartx/node-24/bin';
/** With those for daemons: an application may be one that Debian packages as such, like lighttpd. */
const debianPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin'];
