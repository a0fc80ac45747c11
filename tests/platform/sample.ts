import type { PlatformDeclaration } from '../../src/declaration/declaration.ts';
import { parseDeclaration } from '../../src/declaration/parse-declaration.ts';
import type { PathKind } from '../../src/declaration/surroundings.ts';
import { lowerPlatform } from '../../src/platform/lower.ts';
import type { Platform } from '../../src/platform/platform.ts';

/** What the sample's file system looks like: an application with a lockfile and a directory of static files. */
export const sampleFiles: ReadonlyMap<string, PathKind> = new Map([
  ['/srv/project/app', 'directory'],
  ['/srv/project/app/package-lock.json', 'file'],
  ['/srv/project/app/public', 'directory'],
]);

export const sampleDeclaration: PlatformDeclaration = {
  domain: 'foobar.com',
  app: {
    directory: 'app',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
    metrics: '/metrics',
    contract: 'ledger',
  },
};

/** A real platform for tests of what comes after it. Throws with the problems when the overrides are wrong. */
export function samplePlatform(overrides: Partial<PlatformDeclaration> = {}, environment = 'lab'): Platform {
  const surroundings = { directory: '/srv/project', files: sampleFiles };
  const { app, ...others } = sampleDeclaration;
  const sample = overrides.apps === undefined ? { ...others, app } : others;
  const declaration = parseDeclaration({ ...sample, ...overrides }, surroundings);
  if (!declaration.ok) throw new Error(JSON.stringify(declaration.problems, null, 2));
  const platform = lowerPlatform(declaration.value, environment);
  if (!platform.ok) throw new Error(JSON.stringify(platform.problems, null, 2));
  return platform.value;
}
