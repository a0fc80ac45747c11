import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory, runCli } from './run-cli.ts';

test('a new platform has no problems and says what to type next', async () => {
  const cwd = await makeDirectory();
  const { code, stdout, stderr } = await runCli(['init', 'shop'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('cd shop && smartx check');
  expect(existsSync(join(cwd, 'shop/app/src/main.ts'))).toBe(true);
  expect(existsSync(join(cwd, 'shop/app/node_modules'))).toBe(false);
  expect(existsSync(join(cwd, 'shop/app/tests'))).toBe(false);
  expect((await runCli(['check'], { cwd: join(cwd, 'shop') })).code).toBe(0);
});

test('nothing is overwritten', async () => {
  const cwd = await makeDirectory({ 'smartx.config.ts': '// mine\n' });
  const { code, stdout, stderr } = await runCli(['init'], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('exists already');
  expect(await readFile(join(cwd, 'smartx.config.ts'), 'utf8')).toBe('// mine\n');
  expect(existsSync(join(cwd, 'app'))).toBe(false);
});
