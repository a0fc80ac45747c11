import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { onKnownTarget } from '../../../agent/backup/known-target.ts';
import type { Store } from '../../../agent/backup/store.ts';
import { openDirectory } from '../../../agent/backup/store-directory.ts';

let place: string;
let target: string;
/** The store as a host sees it, which remembers in a directory of its own. */
const on = (host: string): Store => onKnownTarget(openDirectory(target), join(place, host));
const write = (store: Store) => store.write('full-1.json', Readable.from(['{}']));

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'smartx-target-'));
  target = join(place, 'target');
  mkdirSync(target);
});

afterEach(() => rmSync(place, { recursive: true, force: true }));

/** What a mount leaves when it goes: the directory below it. */
function unmount(): void {
  renameSync(target, `${target}.gone`);
  mkdirSync(target);
}

describe('a target that hosts share', () => {
  test('is the same one for all of them, also when they begin at the same time', async () => {
    const made = await Promise.all(['db-1', 'db-2', 'db-3'].map((host) => on(host).claim()));
    expect(new Set(made).size).toBe(1);
    expect(readdirSync(target)).toEqual(['smartx-backups.json']);
    expect(await on('db-4').identify()).toBe(made[0]);
  });

  test('is not made by whoever only looks at it, and is no backup', async () => {
    expect(await on('db-1').list()).toEqual([]);
    expect(readdirSync(target)).toEqual([]);
    await write(on('db-1'));
    expect(await on('db-1').list()).toEqual(['full-1.json']);
  });
});

describe('an empty directory where the target was', () => {
  test.each<[string, (store: Store) => Promise<unknown>]>([
    ['listed', (store) => store.list()],
    ['written to', write],
    ['claimed', (store) => store.claim()],
    ['tidied', (store) => store.remove(['full-1.json'])],
  ])('is not %s', async (_title, work) => {
    await write(on('db-1'));
    unmount();
    const error = await work(on('db-1')).catch((thrown: Error) => thrown);
    expect(String(error)).toContain(`${target} is not the target that was used before`);
    expect(String(error)).toContain('Is a mount missing?');
    expect(String(error)).toContain(`remove ${join(place, 'db-1', 'targets.json')} on every database host`);
    expect(readdirSync(target)).toEqual([]);
  });

  test('is not taken for it by a host that has only looked at it, either', async () => {
    await write(on('db-1'));
    await on('db-2').list();
    unmount();
    await expect(on('db-2').claim()).rejects.toThrow('is not the target that was used before');
  });

  test('nor is another target', async () => {
    await write(on('db-1'));
    unmount();
    await on('db-2').claim();
    await expect(on('db-1').list()).rejects.toThrow(/it is [0-9a-f-]{36}, and was [0-9a-f-]{36}/);
  });

  test('and the target itself goes on where it comes back, or was copied', async () => {
    await write(on('db-1'));
    unmount();
    cpSync(`${target}.gone`, target, { recursive: true });
    expect(await on('db-1').list()).toEqual(['full-1.json']);
  });

  test('is a new target once what was remembered is removed', async () => {
    await write(on('db-1'));
    unmount();
    rmSync(join(place, 'db-1', 'targets.json'));
    expect(await on('db-1').claim()).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('a damaged identity is no identity, and none is put in its place', async () => {
  writeFileSync(join(target, 'smartx-backups.json'), '');
  await expect(on('db-1').claim()).rejects.toThrow('it is damaged');
});

test.each(['', '{"/var/backups": "1', '[]', '{"/var/backups": 1}'])('a damaged memory is named: %j', async (text) => {
  await on('db-1').claim();
  const memory = join(place, 'db-1', 'targets.json');
  writeFileSync(memory, text);
  const error = await on('db-1')
    .list()
    .catch((thrown: Error) => thrown);
  expect(String(error)).toContain(`${memory} does not tell which targets were used before: it is damaged`);
  expect(String(error)).toContain('remove this file');
  expect(readFileSync(memory, 'utf8')).toBe(text);
});

test('another directory that is declared is another target, and the one before stays known', async () => {
  const first = await on('db-1').claim();
  const before = target;
  target = join(place, 'other');
  mkdirSync(target);
  expect(await on('db-1').claim()).not.toBe(first);
  target = before;
  unmount();
  await expect(on('db-1').list()).rejects.toThrow('is not the target');
});
