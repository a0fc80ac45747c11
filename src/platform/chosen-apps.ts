import type { App, Platform } from './platform.ts';

type OfSite = Pick<Platform, 'apps' | 'web'>;

/** The application that the site itself stands for: the one at its root, else the first. Files of the site go with it. */
export function siteApp({ apps, web }: OfSite): App {
  const found = apps.find(({ path, hostNames }) => path === '/' && hostNames[0] === web.names[0]) ?? apps[0];
  if (found === undefined) throw new Error('A platform has an application. This is a mistake in Smartx.');
  return found;
}

/** Whether some hostname has no application at its root: what else is asked for there is nobody's. */
export function hasPlacesOfNobody({ apps, web }: OfSite): boolean {
  const names = new Set([web.names[0], ...apps.map(({ hostNames }) => hostNames[0])]);
  return [...names].some((name) => !apps.some(({ path, hostNames }) => path === '/' && hostNames[0] === name));
}

/** The application whose users a drill plays: the one that speaks a contract, that of the site first. */
export function drilledApp(platform: OfSite): App {
  const own = siteApp(platform);
  if (own.contract !== undefined) return own;
  return platform.apps.find(({ contract }) => contract !== undefined) ?? own;
}

/** Those of one platform that a name means: all of them without one; undefined when no application is called so. */
export function appsNamed({ apps }: Pick<Platform, 'apps'>, name: string | undefined): readonly App[] | undefined {
  if (name === undefined) return apps;
  const found = apps.filter((app) => app.name === name);
  return found.length === 0 ? undefined : found;
}
