import type { Problem } from '../problems/problem.ts';
import type { WrittenApp } from './app-schema.ts';
import type { PlacedApp } from './apps.ts';
import { isHostName, isInZone, qualifyOwner } from './domain-name.ts';
import { show } from './reading.ts';
import { withSlash } from './with-slash.ts';

interface Site {
  readonly domain: string;
  /** Complete, the canonical one first. */
  readonly siteNames: readonly string[];
  /** Whether it is the only application, which has all of the site. */
  readonly isOne: boolean;
}

interface Place {
  readonly hostNames: readonly string[];
  readonly path: string;
  readonly problems: readonly Problem[];
}

/** Where users find an application. The names of the site stand for each other: whoever has one of them has all. */
export function readPlace({ hostname, path = '/' }: WrittenApp, at: string, site: Site): Place {
  const { domain, siteNames } = site;
  if (site.isOne) {
    const keys = [...(hostname === undefined ? [] : ['hostname']), ...(path === '/' ? [] : ['path'])];
    return { hostNames: siteNames, path: '/', problems: keys.map((key) => alone(key, at)) };
  }
  if (hostname === undefined) return { hostNames: siteNames, path, problems: [] };
  const name = qualifyOwner(hostname, domain);
  if (!isInZone(name, domain) || !isHostName(name)) {
    const reason = `an application cannot be reached as ${show(hostname)}.`;
    const fix = `Write a host name inside of ${domain}: 'api'.`;
    const problem: Problem = { code: 'APP_HOSTNAME_INVALID', path: `${at}.hostname`, reason, fix };
    return { hostNames: [name], path, problems: [problem] };
  }
  return { hostNames: siteNames.includes(name) ? siteNames : [name], path, problems: [] };
}

function alone(key: string, at: string): Problem {
  const reason = 'the only application has the whole site.';
  const fix = 'Leave it out; `web.names` says what the site is called, and `apps` declares several applications.';
  return { code: 'APP_PLACE_ALONE', path: `${at}.${key}`, reason, fix };
}

/** How applications get along at their places. */
export function checkPlaces(apps: readonly PlacedApp[]): Problem[] {
  return apps.flatMap((one, index) => [
    ...checkDuplicate(one, apps.slice(0, index)),
    ...checkReady(one),
    ...checkMetrics(one),
    ...checkContract(one),
    ...checkStatic(one, apps),
    ...checkLimits(one, apps),
  ]);
}

function checkDuplicate({ at, written, app }: PlacedApp, earlier: readonly PlacedApp[]): Problem[] {
  const other = earlier.find((one) => samePlace(one.app, app));
  if (other === undefined) return [];
  const key = written.path !== undefined ? 'path' : written.hostname !== undefined ? 'hostname' : undefined;
  const reason = `${urlOf(app)} belongs to ${other.at} already.`;
  const fix = 'Give one of the two a hostname or a path of its own.';
  return [{ code: 'APP_PLACE_DUPLICATE', path: key === undefined ? at : `${at}.${key}`, reason, fix }];
}

/** Load balancers ask for it as users do, so it must lead to the application that it is about. */
function checkReady({ at, app }: PlacedApp): Problem[] {
  if (app.readyPath.startsWith(app.path)) return [];
  const reason = `${app.readyPath} is not below ${app.path}, so that another application would answer it.`;
  return [
    { code: 'APP_READY_OUTSIDE', path: `${at}.ready`, reason, fix: `Write '${app.path}readyz', or leave it out.` },
  ];
}

/** Users are kept from it where the application is, and from no other's path. */
function checkMetrics({ at, app }: PlacedApp): Problem[] {
  const { metricsPath: path } = app;
  if (path === undefined || (path.startsWith(app.path) && path !== app.path)) return [];
  const reason = `${path} is not below ${app.path}, so that it is not the application's own.`;
  const fix = `Write '${app.path}metrics', or leave it out.`;
  return [{ code: 'APP_METRICS_OUTSIDE', path: `${at}.metrics`, reason, fix }];
}

function checkContract({ at, app }: PlacedApp): Problem[] {
  if (app.contract === undefined || app.path === '/') return [];
  const reason = `the paths of the contract '${app.contract}' begin at the root of a hostname.`;
  const fix = 'Give the application a hostname of its own, or leave the contract out.';
  return [{ code: 'CONTRACT_BELOW_ROOT', path: `${at}.contract`, reason, fix }];
}

/** Nginx's own files of an application lie where it is, and not where another one is. */
function checkStatic({ at, written, app }: PlacedApp, apps: readonly PlacedApp[]): Problem[] {
  // What is no path at all has been told so.
  const paths = Object.keys(written.static).filter((path) => path.startsWith('/'));
  return paths.flatMap((path): Problem[] => {
    // Nginx cannot serve one place by itself and have the application serve it, too.
    const isWhole = app.path !== '/' && withSlash(path) === app.path;
    if (!isWhole && ownerOf(path, app, apps)?.at === at) return [];
    const reason = isWhole
      ? `${show(path)} is all that this application has, ${urlOf(app)}.`
      : `${show(path)} is not at the place of this application, ${urlOf(app)}.`;
    const fix = `Write a path below ${app.path} that no other application has.`;
    return [{ code: 'STATIC_PATH_INVALID', path: `${at}.static.${path}`, reason, fix }];
  });
}

/** What is not below its own place has been told so. */
function checkLimits({ at, app }: PlacedApp, apps: readonly PlacedApp[]): Problem[] {
  return app.limits.paths.flatMap(({ path }): Problem[] => {
    const owner = ownerOf(path, app, apps);
    if (!path.startsWith(app.path) || owner === undefined || owner.at === at) return [];
    const reason = `${show(path)} belongs to ${owner.at}.`;
    const fix = 'Write its limits there.';
    return [{ code: 'LIMIT_PATH_INVALID', path: `${at}.limits.paths.${path}`, reason, fix }];
  });
}

/** Whose a path is: the application that has most of it. */
function ownerOf(path: string, app: Located, apps: readonly PlacedApp[]): PlacedApp | undefined {
  return apps
    .filter((other) => sameHost(other.app, app) && `${path}/`.startsWith(other.app.path))
    .sort((left, right) => right.app.path.length - left.app.path.length)[0];
}

type Located = Pick<PlacedApp['app'], 'hostNames' | 'path'>;

function samePlace(one: Located, other: Located): boolean {
  return sameHost(one, other) && one.path === other.path;
}

function sameHost(one: Located, other: Located): boolean {
  return one.hostNames[0] === other.hostNames[0];
}

function urlOf({ hostNames, path }: Located): string {
  return `https://${hostNames[0]}${path}`;
}
