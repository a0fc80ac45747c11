import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeDirectory, runCli } from './run-cli.ts';

let project: string;
let env: Record<string, string>;

beforeAll(async () => {
  project = await makeDirectory({
    'app/': '',
    'smartx.config.ts': `import { definePlatform, servers } from 'smartx';
export default definePlatform({
  domain: 'example.test',
  app: { directory: 'app', start: 'node main.js', secrets: ['MAIL_KEY', 'STRIPE_KEY'] },
  database: { members: 1 },
  firewall: { adminNetworks: ['198.51.100.0/24'] },
  environments: {
    live: servers({
      network: '10.20.0.0/24',
      virtualAddress: '10.20.0.10',
      redundancy: false,
      hosts: {
        'edge-1': { ssh: 'edge-1.invalid', address: '10.20.0.21', roles: ['dns', 'loadBalancer'] },
        'web-1': { ssh: 'web-1.invalid', address: '10.20.0.31', roles: ['web', 'app'] },
        'db-1': { ssh: 'db-1.invalid', address: '10.20.0.91', roles: ['database'] },
      },
    }),
  },
});
`,
  });
  env = { SMARTX_AGE_IDENTITY_FILE: join(await makeDirectory(), 'identity.txt') };
});

const secrets = (args: readonly string[], input?: string) =>
  runCli(['secrets', ...args, '--env', 'live'], { cwd: project, env, ...(input === undefined ? {} : { input }) });

test('a value is piped in, kept, and never said again', async () => {
  const { code, stdout, stderr } = await secrets(['set', 'MAIL_KEY'], 'correct-horse\n');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('MAIL_KEY is kept in secrets.live.age; commit that file.');
  expect(stdout).toContain('apply --env live brings it to the hosts.');
  for (const file of ['secrets.live.age', 'secrets.recipients', '.smartx/live/journal/runs.jsonl']) {
    expect(readFileSync(join(project, file), 'utf8')).not.toContain('correct-horse');
  }
  expect(readFileSync(join(project, '.smartx/.gitignore'), 'utf8')).toBe('*\n');
  const list = await secrets(['list', '--json']);
  expect(list.code).toBe(1);
  expect(JSON.parse(list.stdout).secrets.slice(-2)).toEqual([
    {
      name: 'MAIL_KEY',
      from: 'operator',
      purpose: 'variable of the application',
      state: 'set',
      set: expect.any(String),
    },
    { name: 'STRIPE_KEY', from: 'operator', purpose: 'variable of the application', state: 'missing', set: null },
  ]);
  const shown = await secrets(['list']);
  expect(shown.stdout).toMatch(/^STRIPE_KEY +variable of the application +missing$/m);
  expect(shown.stdout).toContain('secrets set STRIPE_KEY --env live');
  expect(list.stdout + shown.stdout).not.toContain('correct');
});

test('one that nobody declared is kept, and named', async () => {
  const { stderr } = await secrets(['set', 'LATER'], 'x');
  expect(stderr).toContain('LATER is not declared yet.');
  expect((await secrets(['list'])).stdout).toMatch(/^LATER +not declared in app.secrets .*not used$/m);
});

test.each([
  [['set', 'PORT'], 'x', 'Smartx itself sets PORT.'],
  [['set', 'MAIL-KEY'], 'x', '"MAIL-KEY" is not a name for a variable.'],
  [['set', 'databaseApp'], 'x', 'Smartx makes databaseApp itself.'],
  [['set', 'MAIL_KEY'], '\n', 'There is no value.'],
  [['set', 'MAIL_KEY'], 'a\nb\n', 'The value has several lines'],
  [['rotate', 'MAIL_KEY'], '', "'MAIL_KEY' is no secret that Smartx made."],
  [['rotate', 'backupIdentity'], '', 'backupIdentity cannot be rotated: the backups that there are'],
  [['rotate', 'databaseRecovery'], '', 'databaseRecovery cannot be rotated: a running member'],
])('%j is refused', async (args, input, said) => {
  const { code, stderr } = await secrets(args, input);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test('an apply whose application lacks a secret ends before any host is asked', async () => {
  const { code, stderr } = await runCli(['apply', '--yes', '--env', 'live'], { cwd: project, env });
  expect(code).toBe(1);
  expect(stderr).toContain('STRIPE_KEY is declared and has no value there');
  expect(stderr).toContain('smartx secrets set STRIPE_KEY --env live');
  expect(stderr).not.toContain('invalid');
});

test('what was never brought up has nothing to rotate', async () => {
  const { code, stderr } = await secrets(['rotate', 'zoneTransferKey']);
  expect(code).toBe(1);
  expect(stderr).toContain("'live' has no secrets yet");
});
