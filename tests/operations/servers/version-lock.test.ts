import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  pinsOf,
  readVersionLock,
  withInstalled,
  writeVersionLock,
} from '../../../src/operations/servers/version-lock.ts';
import { bareFacts, sampleManifest } from '../../plan/sample.ts';

const directory = mkdtempSync(join(tmpdir(), 'smartx-lock-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, 'smartx.production.lock.json');

const seen = (version: string, packages: Record<string, string>) => ({
  ...bareFacts(sampleManifest({})),
  os: { id: 'debian', version },
  packages: new Map(Object.entries(packages)),
});

test('what is installed is locked once, for each operating system, and only what is declared', async () => {
  const wanted = new Set(['nginx', 'curl']);
  const first = withInstalled(
    new Map(),
    [seen('12', { nginx: '1.22', bash: '5.2' }), seen('13', { nginx: '1.26' })],
    wanted,
  );
  expect(await writeVersionLock(file, first)).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    version: 1,
    packages: { 'debian 12': { nginx: '1.22' }, 'debian 13': { nginx: '1.26' } },
  });
  const later = withInstalled(await readVersionLock(file), [seen('12', { nginx: '1.99', curl: '7.88' })], wanted);
  expect(pinsOf(later, { id: 'debian', version: '12' })).toEqual(
    new Map([
      ['nginx', '1.22'],
      ['curl', '7.88'],
    ]),
  );
  expect(await writeVersionLock(file, later)).toBe(true);
  expect(await writeVersionLock(file, await readVersionLock(file))).toBe(false);
});

test('no file locks nothing', async () => {
  const locked = await readVersionLock(join(directory, 'none.json'));
  expect(pinsOf(locked, { id: 'debian', version: '13' })).toEqual(new Map());
});

test('a damaged file is not taken for an empty one', async () => {
  writeFileSync(file, '{"packages"');
  await expect(readVersionLock(file)).rejects.toThrow(/smartx.production.lock.json is damaged/);
});
