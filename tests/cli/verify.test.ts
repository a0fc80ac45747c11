import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeProject, runCli } from './run-cli.ts';

const env = ['--env', 'cli-test'];

describe('smartx verify', () => {
  test('--list says what is promised, without a lab', async () => {
    const cwd = await makeProject();
    const { code, stdout } = await runCli(['verify', '--list', ...env, '--json'], { cwd });
    expect(code).toBe(0);
    const { promises } = JSON.parse(stdout) as { promises: { id: string; claim: string }[] };
    expect(promises.map(({ id }) => id)).toContain('dns.recursion-refused');
    const { stdout: some } = await runCli(['verify', '--list', '--only', 'dns.rec', ...env], { cwd });
    expect(some).toContain('dns.recursion-refused');
    expect(some).not.toContain('dns.same-serial');
  });

  test.each([
    { only: 'dsn', says: "No promise is chosen by 'dsn'. (Did you mean dns?)" },
    { only: 'dns,dns.same-serail', says: '(Did you mean dns.same-serial?)' },
    { only: 'dns,,host', says: 'has an empty word in it' },
  ])('--only $only is refused before anybody is asked', async ({ only, says }) => {
    const { code, stdout, stderr } = await runCli(['verify', '--only', only, ...env], { cwd: await makeProject() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  test.each(['--junit', '--html'])('%s to where nothing can be written is refused at once', async (option) => {
    const cwd = await makeProject();
    const { code, stderr } = await runCli(['verify', option, 'absent/report', ...env], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`There is no directory ${join(cwd, 'absent')}`);
    const { stderr: directory } = await runCli(['verify', option, 'app', ...env], { cwd });
    expect(directory).toContain('is a directory');
  });

  test.skipIf(process.getuid?.() !== 0)('of a lab that is not up says what to type (root)', async () => {
    const { code, stdout, stderr } = await runCli(['verify', ...env], { cwd: await makeProject() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /Could not verify the lab 'cli-test': none of its machines runs\n[\s\S]*smartx up --env cli-test/,
    );
  });
});
