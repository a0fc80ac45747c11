import { hasPlacesOfNobody } from '../platform/chosen-apps.ts';
import { streams } from '../platform/limits.ts';
import type { App, Platform } from '../platform/platform.ts';

/** The backends that an application has: its hosts that are ready, and those that are at least alive. */
export function backendsOf({ name }: Pick<App, 'name'>): { readonly ready: string; readonly alive: string } {
  const ready = name === undefined ? 'web' : `web_${name}`;
  return { ready, alive: `${ready}_alive` };
}

/** Its hosts once more, for requests whose body goes on as it comes; undefined where there are none. */
export function streamedBackendOf(app: Pick<App, 'name' | 'limits'>): string | undefined {
  return streams(app.limits) ? `${backendsOf(app).ready}_streamed` : undefined;
}

/** Takes what no application has: files of the site, and hostnames without an application at their root. */
export const everyWebHost = 'web_alive';

/** Names of all backends of applications whose servers are set aside by themselves. */
export function webBackends({ apps }: Pick<Platform, 'apps'>): readonly string[] {
  return apps.flatMap((app) => Object.values(backendsOf(app)));
}

/**
 * The backends whose servers are set aside by themselves, by whose they are: of these applications, or of all of them and
 * of nobody. The first of each is the one that gets the requests while all is well.
 */
export function backendSets(platform: OfSite, apps?: readonly App[]): readonly (readonly string[])[] {
  const ofApps = (apps ?? platform.apps).map((app) => webBackends({ apps: [app] }));
  const ofNobody = apps === undefined ? backendsOfNobody(platform) : [];
  return [...ofApps, ofNobody].filter((set) => set.length > 0);
}

/** Names of all backends that may have requests of these applications, or of all of them and of nobody. */
export function busyBackends(platform: OfSite, apps?: readonly App[]): readonly string[] {
  const streamed = (apps ?? platform.apps).flatMap((app) => streamedBackendOf(app) ?? []);
  return [...backendSets(platform, apps).flat(), ...streamed];
}

/** The one of what no application has, where there is such a place. */
export function backendsOfNobody(platform: OfSite): readonly string[] {
  return hasPlacesOfNobody(platform) ? [everyWebHost] : [];
}

type OfSite = Pick<Platform, 'apps' | 'web'>;
