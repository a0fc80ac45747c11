import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout, makeDirectory, runCli } from './run-cli.ts';

test('a new platform has no problems and says what to type next', async () => {
  const cwd = await makeDirectory();
  const { code, stdout, stderr } = await runCli(['init', 'shop'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`cd shop && ${join(checkout, 'smartx')} check`);
  expect(existsSync(join(cwd, 'shop/app/src/main.ts'))).toBe(true);
  expect(existsSync(join(cwd, 'shop/app/node_modules'))).toBe(false);
  expect(existsSync(join(cwd, 'shop/app/tests'))).toBe(false);
  expect((await runCli(['check'], { cwd: join(cwd, 'shop') })).code).toBe(0);
});

test('an editor finds smartx, and says what is wrong', async () => {
  const cwd = await makeDirectory();
  await runCli(['init'], { cwd });
  const compiler = join(checkout, 'node_modules/.bin/tsc');
  const check = () => execFileSync(compiler, ['--noEmit', '-p', cwd], { encoding: 'utf8' });
  expect(check()).toBe('');
  const config = join(cwd, 'smartx.config.ts');
  await writeFile(config, (await readFile(config, 'utf8')).replace('domain:', 'domian:'));
  expect(check).toThrow(expect.objectContaining({ stdout: expect.stringContaining('domian') }));
});

test('nothing is overwritten', async () => {
  const cwd = await makeDirectory({ 'smartx.config.ts': '// mine\n' });
  const { code, stdout, stderr } = await runCli(['init'], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('exists already');
  expect(await readFile(join(cwd, 'smartx.config.ts'), 'utf8')).toBe('// mine\n');
  expect(existsSync(join(cwd, 'app'))).toBe(false);
});
