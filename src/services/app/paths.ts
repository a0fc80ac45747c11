import type { App } from '../../platform/platform.ts';
import { hostTls } from '../host-tls.ts';

/** Where an application and what it needs are on a host. */
export function appPathsOf({ id }: Pick<App, 'id'>) {
  return {
    root: `/srv/${id}`,
    current: `/srv/${id}/current`,
    /** The application's to write into; it outlives releases, and each host has its own. */
    state: `/var/lib/${id}`,
    environment: `/etc/smartx/${id}.env`,
    secrets: `/etc/smartx/${id}-secrets.env`,
    migrateEnvironment: `/etc/smartx/${id}-migrate.env`,
    ...sharedPaths,
  };
}

/** Our own program that starts applications. */
export const launcherPath = '/usr/local/lib/smartx/start-app';

/** What all applications of a host have together. */
const sharedPaths = {
  launcher: launcherPath,
  authority: hostTls.authority,
} as const;

export type AppPaths = ReturnType<typeof appPathsOf>;

/** Its units, those of jobs by how their names begin; the system user is called like the application. */
export function appUnitsOf({ id }: Pick<App, 'id'>) {
  return { service: `${id}.service`, migrate: `${id}-migrate.service`, jobs: `${id}-job-` };
}
