import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packRelease } from '../../src/operations/pack-release.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'smartx-pack-'));
  mkdirSync(join(root, 'app'));
  writeFileSync(join(root, 'app/main.js'), 'one');
});
afterEach(() => rmSync(root, { recursive: true }));

const pack = (build?: readonly string[]) =>
  packRelease({ name: 'app', directory: join(root, 'app'), build, cacheDirectory: join(root, 'builds') });
const listing = (file: string) => execFileSync('tar', ['-tvzf', file, '--full-time', '--utc'], { encoding: 'utf8' });

test('the same sources give the same release, which is packed once', async () => {
  const first = await pack();
  const changedMs = statSync(first.file).mtimeMs;
  expect(await pack()).toEqual(first);
  expect(statSync(first.file).mtimeMs).toBe(changedMs);
});

test('a file of the same size with other content gets another date, because Nginx makes its ETag of size and date', async () => {
  const first = listing((await pack()).file);
  writeFileSync(join(root, 'app/main.js'), 'two');
  expect(listing((await pack()).file)).not.toBe(first);
});

test('the build works in a copy, and what it makes is in the release', async () => {
  const { file } = await pack(['sh', '-c', 'mkdir node_modules && echo built > node_modules/it']);
  expect(listing(file)).toContain('node_modules/it');
  expect(readdirSync(join(root, 'app'))).toEqual(['main.js']);
});

test('another build on the hosts makes another release of the same sources', async () => {
  const forHosts = (...hostBuild: string[]) =>
    packRelease({
      ...{ name: 'app', directory: join(root, 'app'), build: undefined, hostBuild },
      cacheDirectory: join(root, 'builds'),
    });
  const plain = await pack();
  const first = await forHosts('make');
  expect(listing(first.file)).toBe(listing(plain.file));
  expect(new Set([plain.id, first.id, (await forHosts('make', 'all')).id]).size).toBe(3);
  expect((await forHosts('make')).id).toBe(first.id);
});

test('a build that fails shows its last words, leaves nothing, and is tried again', async () => {
  await expect(pack(['sh', '-c', 'echo no such package >&2; exit 3'])).rejects.toMatchObject({
    exitCode: 3,
    stderrTail: 'no such package',
  });
  expect(readdirSync(join(root, 'builds'))).toEqual([]);
});

test('remains of a build whose process is gone are removed, sources stay for root alone', async () => {
  mkdirSync(join(root, 'builds/app-0123456789abcdef.4194305.building'), { recursive: true });
  await pack();
  expect(readdirSync(join(root, 'builds'))).toHaveLength(1);
  expect(statSync(join(root, 'builds')).mode & 0o777).toBe(0o700);
});

test('many releases of one application leave those of another, whose name begins like it', async () => {
  const others = Array.from({ length: 12 }, (_, index) => `app-api-${String(index).padStart(16, '0')}`);
  const own = Array.from({ length: 12 }, (_, index) => `app-${String(index).padStart(16, '0')}`);
  for (const name of [...others, ...own]) mkdirSync(join(root, 'builds', name), { recursive: true });
  await pack();
  const left = readdirSync(join(root, 'builds'));
  expect(left.filter((name) => name.startsWith('app-api-'))).toHaveLength(12);
  // Ten of those before, and the one that was packed now.
  expect(left.filter((name) => !name.startsWith('app-api-'))).toHaveLength(11);
});
