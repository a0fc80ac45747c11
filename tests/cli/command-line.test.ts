import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { checkout, makeProject, runCli } from './run-cli.ts';

describe('the command line', () => {
  test('--help lists every command on stdout', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['init', 'check', 'render', 'up', 'down', 'status', 'ssh', 'graph', 'explain', 'completion']) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(stdout).not.toContain('__complete');
  });

  test('--version prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('nothing at all shows help on stderr and is a usage error', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: smartx');
  });

  test.each([
    { args: ['chek'], says: "Unknown command 'chek'. (Did you mean check?)" },
    { args: ['check', '--jsn'], says: "Unknown option '--jsn'. (Did you mean --json?)" },
    { args: ['render'], says: "Required option '--out <dir>' not specified." },
    { args: ['completion', 'powershell'], says: 'Allowed choices are bash, zsh, fish.' },
    { args: ['up', '--publish', '70000'], says: 'A port is a number from 1 to 65535.' },
    { args: ['check', 'extra'], says: 'Too many arguments' },
    { args: ['explain', 'CNAME_AT_APX'], says: '(Did you mean CNAME_AT_APEX?)' },
    { args: ['ssh', 'web-1', '--env', 'cli-test'], says: "There is no environment 'cli-test' in the declaration." },
  ])('$args is a usage error', async ({ args, says }) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toContain('→');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a group of commands alone shows its help', async () => {
    const { code, stdout, stderr } = await runCli(['db']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('switchover [host]');
    expect(stderr).not.toContain('outputHelp');
  });

  test('a usage error is a document under --json too', async () => {
    const { code, stdout } = await runCli(['chek', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', message: expect.stringContaining('chek') } });
  });
});

describe('help of each command', () => {
  const commands = buildProgram()
    .commands.filter((command) => command.name() !== '__complete')
    .flatMap((command) => [command, ...command.commands]);

  test.each(commands.map((command) => ({ name: command.name(), command })))('$name has examples', ({ command }) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    expect(help).toContain('Examples:');
    expect(help).toContain('smartx');
    expect(help).toContain('Global Options:');
  });
});

describe('colours', () => {
  const colour = '\u001B[';

  test('a pipe has none', async () => {
    expect((await runCli(['check'])).stdout).not.toContain(colour);
  });

  test('FORCE_COLOR colours a pipe; NO_COLOR and --no-color win over it', async () => {
    const env = { FORCE_COLOR: '1' };
    const [forced, refused, switched] = await Promise.all([
      runCli(['check'], { env }),
      runCli(['check'], { env: { ...env, NO_COLOR: '1' } }),
      runCli(['check', '--no-color'], { env }),
    ]);
    expect(forced.stdout).toContain(colour);
    expect(refused.stdout).not.toContain(colour);
    expect(switched.stdout).not.toContain(colour);
  });
});

test('status of a lab that is not up names every host, and is a stable document', async () => {
  const cwd = await makeProject();
  const { code, stdout, stderr } = await runCli(['status', '--env', 'cli-test', '--json'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const status = JSON.parse(stdout) as { hosts: { name: string; state: string }[] };
  expect(Object.keys(status)).toEqual(['environment', 'url', 'caFile', 'virtualAddress', 'hosts', 'certificates']);
  expect(Object.keys(status.hosts[0] ?? {})).toEqual([
    'name',
    'roles',
    'publicAddress',
    'privateAddress',
    'state',
    'services',
  ]);
  expect(status.hosts.map(({ name }) => name)).toContain('web-2');
  expect(new Set(status.hosts.map(({ state }) => state))).toEqual(new Set(['absent']));
});

// The checkout may lie where nobody else may read, in root's home for example.
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)('up without root says everything that is missing, and changes nothing', async ({ skip }) => {
  const env = { HOME: '/nonexistent' };
  const readable = await runCli(['--version'], { uid: nobody, env }).catch(() => undefined);
  if (readable?.code !== 0) skip('the checkout cannot be read by nobody');
  const { code, stdout, stderr } = await runCli(['up', '--no-color'], { uid: nobody, env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('Could not run a lab on this machine');
  expect(stderr).toContain('root');
  expect(stderr).toContain('Nothing was changed.');
});
