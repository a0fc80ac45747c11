import { describe, expect, test } from 'vitest';
import { makeProject, runCli } from './run-cli.ts';

describe.skipIf(process.getuid?.() !== 0)('a lab that is not up (root)', () => {
  test.each([
    'db shell',
    'db status',
    'db switchover',
    'deploy',
    'logs',
    'releases',
    'scale web=3',
    'secrets rotate database --yes',
    'verify',
  ])('%s says what to type, and starts nothing', async (command) => {
    const args = [...command.split(' '), '--env', 'cli-test'];
    const { code, stdout, stderr } = await runCli(args, { cwd: await makeProject() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/none of its machines runs\n[\s\S]*smartx up --env cli-test/);
  });
});
