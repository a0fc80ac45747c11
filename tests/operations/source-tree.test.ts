import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashTree, listEverything, listSources } from '../../src/operations/source-tree.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'smartx-tree-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const sources = async (directory = 'app') => (await listSources(join(root, directory))).map(({ path }) => path);

test('what Git ignores is left out: by files above, in and below the directory', async () => {
  mkdirSync(join(root, '.git'));
  put('.gitignore', '*.pem\n/app/made\n');
  put('app/.gitignore', 'dist/\n*.log\n');
  put('app/sub/.gitignore', 'local.key\n!kept.log\n');
  for (const path of [
    'main.ts',
    'tls.pem',
    'made/x',
    'dist/x',
    'a.log',
    'sub/local.key',
    'sub/kept.log',
    'sub/b.log',
  ]) {
    put(`app/${path}`);
  }
  expect(await sources()).toEqual(['.gitignore', 'main.ts', 'sub', 'sub/.gitignore', 'sub/kept.log']);
});

test("rules above count only within one working copy, and an unrelated parent's do not", async () => {
  put('.gitignore', '*.ts\n');
  put('app/main.ts');
  expect(await sources()).toEqual(['main.ts']);
});

test('secrets of developers, packages and the repository itself never travel', async () => {
  for (const path of ['.env', '.env.local', '.git/config', 'node_modules/x/index.js', 'main.ts']) put(`app/${path}`);
  expect(await sources()).toEqual(['main.ts']);
});

test('a declaration in the application, its secrets and what Python made here do not travel', async () => {
  const beside = ['smartx.config.ts', 'smartx.shop.lock.json', 'secrets.shop.age', 'secrets.recipients', '.smartx/x'];
  const made = ['.venv/bin/python3', 'shop/__pycache__/main.pyc'];
  for (const path of [...beside, ...made, 'shop/main.py', 'shop/smartx.config.ts']) put(`app/${path}`);
  expect(await sources()).toEqual(['shop', 'shop/main.py', 'shop/smartx.config.ts']);
});

test('.smartxignore decides instead of .gitignore, and may bring .env back', async () => {
  put('app/.gitignore', 'wanted\n');
  put('app/.smartxignore', 'unwanted\n!.env\n');
  for (const path of ['wanted', 'unwanted', '.env']) put(`app/${path}`);
  expect(await sources()).toEqual(['.env', '.gitignore', '.smartxignore', 'wanted']);
});

test('what a build made is listed whole', async () => {
  put('app/node_modules/x/index.js');
  const paths = (await listEverything(join(root, 'app'))).map(({ path }) => path);
  expect(paths).toEqual(['node_modules', 'node_modules/x', 'node_modules/x/index.js']);
});

test('the hash knows contents, names, links and the executable bit, and nothing else', async () => {
  put('app/a', 'one');
  symlinkSync('a', join(root, 'app/l'));
  const hash = async () => hashTree(join(root, 'app'), await listSources(join(root, 'app')));
  const first = await hash();
  expect(await hash()).toBe(first);
  chmodSync(join(root, 'app/a'), 0o755);
  const executable = await hash();
  put('app/a', 'two');
  expect(new Set([first, executable, await hash()]).size).toBe(3);
});
