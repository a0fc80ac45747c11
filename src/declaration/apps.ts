import type { Problem } from '../problems/problem.ts';
import { type AppItself, readApp } from './app.ts';
import { checkAppNames } from './app-names.ts';
import { checkPlaces, readPlace } from './app-places.ts';
import { choosePorts } from './app-ports.ts';
import type { WrittenApp } from './app-schema.ts';
import type { DeclaredApp } from './model.ts';
import type { ReadPlatform } from './schema.ts';

/** An application, and where it is written. */
export interface PlacedApp {
  /** `app`, or `apps.api`. */
  readonly at: string;
  readonly written: WrittenApp;
  readonly app: AppItself & Pick<DeclaredApp, 'name' | 'hostNames' | 'path' | 'port'>;
}

/** The one application or all of several, sorted by name; and what is wrong with them. */
export function readApps(
  read: ReadPlatform,
  siteNames: readonly string[],
): { apps: readonly PlacedApp[]; problems: readonly Problem[] } {
  const problems = [...checkWays(read), ...checkAppNames(Object.keys(read.apps ?? {}))];
  const written = writtenApps(read);
  const ports = choosePorts(written);
  problems.push(...ports.problems);
  const apps = written.map(({ name, at, app: own }, index): PlacedApp => {
    const place = readPlace(own, at, { domain: read.domain, siteNames, isOne: name === undefined });
    const itself = readApp(own, at, place.path, read.web.maxBody);
    problems.push(...place.problems, ...itself.problems);
    const { hostNames, path } = place;
    return { at, written: own, app: { ...itself.app, name, hostNames, path, port: ports.ports[index]! } };
  });
  problems.push(...checkPlaces(apps));
  return { apps: apps.sort((one, other) => (one.at < other.at ? -1 : 1)), problems };
}

function writtenApps({ app, apps }: ReadPlatform): { name: string | undefined; at: string; app: WrittenApp }[] {
  if (apps !== undefined) return Object.entries(apps).map(([name, one]) => ({ name, at: `apps.${name}`, app: one }));
  return app === undefined ? [] : [{ name: undefined, at: 'app', app }];
}

/** Far more than hosts of this kind carry; each one costs its processes on every application host. */
const appsMax = 20;

/** One application is written in one way, and several in another. */
function checkWays({ app, apps, database }: ReadPlatform): Problem[] {
  if (apps === undefined) return [];
  const count = Object.keys(apps).length;
  const path = 'apps';
  const problems: Problem[] = [];
  if (app !== undefined) {
    const reason = 'one application is declared by `app`, and several by `apps`.';
    problems.push({ code: 'APPS_BESIDE_APP', path, reason, fix: 'Move the one in `app` to the others, under a name.' });
  }
  if (count === 0 || count > appsMax) {
    const reason = `there ${count === 0 ? 'is no application' : `are ${count} applications`}.`;
    problems.push({ code: 'APPS_COUNT', path, reason, fix: `Write 1 to ${appsMax} of them.` });
  }
  if (database.schema !== undefined) {
    const reason = 'each of several applications has a schema that is called like it.';
    const fix = `Leave it out; an application called ${database.schema} has this one.`;
    problems.push({ code: 'SCHEMA_BESIDE_APPS', path: 'database.schema', reason, fix });
  }
  return problems;
}
