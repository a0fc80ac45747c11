import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureDashboard, findDashboardId } from '../../../src/operations/dashboard/release.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let cacheDirectory: string;
beforeAll(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'smartx-page-'));
});
afterAll(() => rm(cacheDirectory, { recursive: true }));

test('the page is built once, and found again', async () => {
  expect(await findDashboardId(cacheDirectory)).toBeUndefined();
  const said: string[] = [];
  const onBuild = (line: string) => void said.push(line);
  const built = await ensureDashboard({ cacheDirectory, onBuild });
  expect(built).toMatchObject({ name: 'dashboard', id: expect.stringMatching(/^[0-9a-f]{12}$/) });
  expect(said).toEqual(['the page of the dashboard']);
  expect(await ensureDashboard({ cacheDirectory, onBuild })).toEqual(built);
  expect(said).toHaveLength(1);
  expect(await findDashboardId(cacheDirectory)).toBe(built.id);
}, 60_000);

test('what it is made from is what is looked at for changes', () => {
  const files = globSync(['dashboard/**/*.{ts,tsx}', 'src/overview/**/*.ts'], { cwd: root });
  const imports = files
    .filter((path) => !path.startsWith('dashboard/mock/'))
    .flatMap((path) => {
      const found = [
        ...readFileSync(join(root, path), 'utf8').matchAll(/^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)'/gm),
      ];
      return found.map(([, name = '']) => relative(root, join(root, dirname(path), name)));
    });
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.filter((path) => !/^((dashboard|src\/overview)\/|src\/platform\/thresholds\.ts$)/.test(path))).toEqual(
    [],
  );
});
