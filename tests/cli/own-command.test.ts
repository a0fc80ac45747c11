import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ownCommand, spellCommands } from '../../src/cli/own-command.ts';
import { checkout, makeDirectory, runCli } from './run-cli.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the command in hints', () => {
  test.each([
    ['', 'smartx', 'smartx'],
    ['smartx', 'smartx', 'smartx'],
    ['/opt/my tools/smartx', "'/opt/my tools/smartx'", "'/opt/my tools/smartx'"],
    ['../main/smartx', '../main/smartx', join(process.cwd(), '../main/smartx')],
  ])('called as %j', (typed, here, everywhere) => {
    vi.stubEnv('SMARTX_COMMAND', typed);
    expect(ownCommand()).toBe(here);
    expect(ownCommand({ everywhere: true })).toBe(everywhere);
  });

  test('stands in messages instead of the name, where the name is a command', () => {
    vi.stubEnv('SMARTX_COMMAND', './smartx');
    const text = 'sudo smartx up, `smartx status`; smartx.config.ts, another smartx on it, /a/smartx up';
    expect(spellCommands(text)).toBe(
      'sudo ./smartx up, `./smartx status`; smartx.config.ts, another smartx on it, /a/smartx up',
    );
  });

  test('is what was typed, and the plain name on the PATH', async () => {
    const cwd = await makeDirectory({ 'bin/': '' });
    expect((await runCli(['check'], { cwd })).stderr).toContain(`\`${join(checkout, 'smartx')} init\``);
    await symlink(join(checkout, 'smartx'), join(cwd, 'bin/smartx'));
    const env = { PATH: `${join(cwd, 'bin')}:${process.env.PATH}` };
    expect((await runCli(['check'], { cwd, env })).stderr).toContain('`smartx init`');
  });
});

test('a cache that cannot be made is done without', async () => {
  expect((await runCli(['--version'], { env: { XDG_CACHE_HOME: '/proc' } })).code).toBe(0);
});
