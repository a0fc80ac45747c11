import type { App, Platform } from '../../platform/platform.ts';

/** The backends that an application has: its hosts that are ready, and those that are at least alive. */
export function backendsOf({ name }: Pick<App, 'name'>): { readonly ready: string; readonly alive: string } {
  const ready = name === undefined ? 'web' : `web_${name}`;
  return { ready, alive: `${ready}_alive` };
}

/** Takes what no application has: files of the site, and hostnames without an application at their root. */
export const everyWebHost = 'web_alive';

/** Names of all backends of applications. */
export function webBackends({ apps }: Pick<Platform, 'apps'>): readonly string[] {
  return apps.flatMap((app) => Object.values(backendsOf(app)));
}
