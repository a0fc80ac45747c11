import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory, makeProject, runCli } from './run-cli.ts';

/** Every file below a directory, with its content. */
async function readTree(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.sort().map(async (file) => [file.slice(directory.length), await readFile(file, 'utf8')] as const),
    ),
  );
}

test('the same declaration gives the same bytes, again and into the same directory', async () => {
  const cwd = await makeProject();
  const render = () => runCli(['render', '--out', 'first', '--env', 'cli-test', '--json'], { cwd });
  const [first, second] = [await render(), await runCli(['render', '--out', 'second', '--env', 'cli-test'], { cwd })];
  expect([first.code, second.code]).toEqual([0, 0]);
  const tree = await readTree(join(cwd, 'first'));
  expect(await readTree(join(cwd, 'second'))).toEqual(tree);
  expect((await render()).code).toBe(0);
  expect(await readTree(join(cwd, 'first'))).toEqual(tree);

  const { files } = JSON.parse(first.stdout) as { files: number };
  expect(tree.size).toBe(files + 2);
  for (const path of [
    '/lb-1/etc/haproxy/haproxy.cfg',
    '/ns-1/etc/knot/knot.conf',
    '/db-1/etc/smartx/firewall.nft',
    '/manifest.json',
  ]) {
    expect([...tree.keys()]).toContain(path);
  }
});

test('no secret is written without being asked for', async () => {
  const cwd = await makeProject();
  await runCli(['render', '--out', 'out', '--env', 'cli-test'], { cwd });
  const tree = await readTree(join(cwd, 'out'));
  const all = [...tree.values()].join('\n');
  expect(all).toContain('placeholder-databaseApp');
  expect(all).not.toContain('BEGIN PRIVATE KEY');
  expect(all).not.toContain('BEGIN EC PRIVATE KEY');
  const manifest = JSON.parse(tree.get('/manifest.json') ?? '') as {
    hosts: { host: string; files: { path: string; secret: boolean }[] }[];
  };
  const secret = manifest.hosts.flatMap(({ host, files }) =>
    files.filter((file) => file.secret).map(({ path }) => host + path),
  );
  expect(secret.length).toBeGreaterThan(0);
  for (const path of secret) expect((await stat(join(cwd, 'out', path))).mode & 0o777).toBe(0o600);
});

test('a directory with something else in it is left alone', async () => {
  const target = await makeDirectory({ 'precious.txt': 'mine' });
  const cwd = await makeProject();
  const { code, stdout, stderr } = await runCli(['render', '--out', target, '--env', 'cli-test'], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('not empty');
  expect(await readdir(target)).toEqual(['precious.txt']);
});

test('a file in place of the directory is a failure with a plain message', async () => {
  const cwd = await makeProject();
  await writeFile(join(cwd, 'taken'), '');
  const { code, stderr } = await runCli(['render', '--out', 'taken', '--env', 'cli-test'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('EEXIST');
  expect(stderr).not.toMatch(/^\s+at /m);
});
