import { expect, test } from 'vitest';
import { chooseApp } from '../../../src/cli/choose-apps.ts';
import { chooseDrills } from '../../../src/cli/drill/choose-drills.ts';
import { listDocument, renderList, sayObjective } from '../../../src/cli/drill/render-list.ts';
import { requireDrillable } from '../../../src/cli/drill/require-drillable.ts';
import { plain } from '../../../src/cli/paint.ts';
import { UsageError } from '../../../src/cli/report/report-thrown.ts';
import { drills } from '../../../src/drills/catalogue.ts';
import { lab } from '../../../src/index.ts';
import { drilledApp } from '../../../src/platform/chosen-apps.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { samplePlatform } from '../../platform/sample.ts';

test('drills are done in the order in which they are named, each once', () => {
  const names = chooseDrills(['app-crash', 'lb-crash', 'app-crash'], {}).map(({ name }) => name);
  expect(names).toEqual(['app-crash', 'lb-crash']);
  expect(chooseDrills([], { all: true })).toBe(drills);
  expect(chooseDrills([], { list: true })).toBe(drills);
  expect(chooseDrills([], { heal: true })).toEqual([]);
});

test('what makes no sense is said, with what to type', () => {
  expect(() => chooseDrills([], {})).toThrow('No drill was chosen.');
  expect(() => chooseDrills(['lb-crsh'], {})).toThrow("There is no drill 'lb-crsh'. (Did you mean lb-crash?)");
  expect(() => chooseDrills(['lb-crash'], { all: true })).toThrow('Names and --all exclude each other.');
  expect(() => chooseDrills(['lb-crash'], { heal: true })).toThrow('Names and --heal exclude each other.');
  expect(() => chooseDrills([], { heal: true, app: 'api' })).toThrow('--app and --heal exclude each other.');
});

test('an environment that does not allow drills is refused, naming the field', () => {
  const guarded = samplePlatform({ environments: { lab: lab({ drills: false }) } });
  expect(refusal(guarded).next).toContain('environments.lab.drills: true');
  expect(() => requireDrillable(samplePlatform(), drilledApp(samplePlatform()), drills)).not.toThrow();
});

test('an application whose API is not known is refused, naming the field', () => {
  const unknown = samplePlatform({ app: { directory: 'app', start: 'node src/main.ts' } });
  expect(refusal(unknown).message).toContain('the declaration does not say that the application can');
  expect(refusal(unknown).next).toContain("write app.contract: 'ledger'.");
});

test('everything that is in the way is said at once', () => {
  const app = { directory: 'app', start: 'node src/main.ts' };
  const { message, next } = refusal(samplePlatform({ app, environments: { lab: lab({ drills: false }) } }));
  expect(message).toMatch(/does not allow them\. The load of a drill makes transfers/);
  expect(next).toMatch(/drills: true .*app\.contract/);
});

test('of several applications, one without a contract is refused, naming those that have one', () => {
  const app = { directory: 'app', start: 'node src/main.ts' };
  const api = { ...app, hostname: 'api', contract: 'ledger' } as const;
  const platform = samplePlatform({ apps: { www: app, api } });
  const { message, next } = refusal(platform, chooseApp(platform, { app: 'www' }));
  expect(message).toContain("does not say that the application 'www' can");
  expect(next).toBe(
    "If it speaks the API of the sample application, write apps.www.contract: 'ledger'. Or choose one of: --app api.",
  );
  expect(() => requireDrillable(platform, chooseApp(platform, { app: 'api' }), drills)).not.toThrow();
});

/** What somebody is told who may not drill. */
function refusal(platform: Platform, app = drilledApp(platform)): UsageError {
  try {
    requireDrillable(platform, app, drills);
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error('it was not refused');
}

test('the list tells of each drill what it proves, what it does not, and its objectives', () => {
  const backup = { target: { directory: '/var/backups/smartx' } };
  const text = renderList(drills, samplePlatform({ database: { backup } }), { paint: plain, columns: 100 });
  for (const { name } of drills) expect(text).toContain(name);
  expect(text).toContain('no longer than 500 ms without a successful request');
  expect(text).not.toContain('not for this platform');
  const single = samplePlatform({ database: { members: 1 } });
  expect(renderList(drills, single, { paint: plain, columns: 100 })).toContain(
    'db-switchover  not for this platform: the database is a single server',
  );
  expect(listDocument(drills, single).find(({ name }) => name === 'db-switchover')?.unfit).toBe(
    'the database is a single server',
  );
});

test('objectives in words', () => {
  expect(sayObjective({ kind: 'failedMax', of: 'idempotent', limit: 0 })).toBe(
    'no failed request that is safe to repeat',
  );
  expect(sayObjective({ kind: 'failedMax', of: 'read', limit: 3 })).toBe('at most 3 failed read');
  expect(sayObjective({ kind: 'primariesMax', limit: 1 })).toBe('never two members that take writes');
});
