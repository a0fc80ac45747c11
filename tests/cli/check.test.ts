import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory, makeProject, runCli } from './run-cli.ts';

test('the declaration of this checkout has no problems', async () => {
  const { code, stdout, stderr } = await runCli(['check']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('foobar.com in environment lab: no problems');
  for (const name of ['ns-1', 'lb-2', 'web-1', 'db-3', 'mon-1']) expect(stdout).toContain(name);
});

test('the document names hosts and addresses', async () => {
  const { stdout } = await runCli(['check', '--json']);
  const document = JSON.parse(stdout) as { hosts: { name: string }[] };
  expect(document).toMatchObject({
    environment: 'lab',
    domain: 'foobar.com',
    virtualAddress: '10.213.0.10',
    problems: [],
  });
  expect(document.hosts).toHaveLength(10);
});

test('all problems come at once, each with its fix, on stderr', async () => {
  const directory = await makeDirectory({
    'smartx.config.ts': `import { definePlatform } from 'smartx';
export default definePlatform({
  domian: 'example.test',
  app: { directory: 'nowhere', start: 'node main.js | tee log' },
  database: { members: 4 },
} as never);
`,
  });
  const { code, stdout, stderr } = await runCli(['check'], { cwd: directory });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const expected of ['UNKNOWN_KEY', 'APP_DIRECTORY_MISSING', 'COMMAND_NEEDS_SHELL', 'DATABASE_MEMBERS_EVEN']) {
    expect(stderr).toContain(expected);
  }
  expect(stderr).toContain('domain');
  expect(stderr).toMatch(/\d problems in smartx\.config\.ts\./);
});

test('an unknown environment names those that there are', async () => {
  const cwd = await makeProject();
  const { code, stderr } = await runCli(['check', '--env', 'production'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("no environment 'production'");
  expect(stderr).toContain('cli-test');
});

test('the declaration is found from a directory below it', async () => {
  const directory = await makeProject();
  await mkdir(join(directory, 'app/deep'));
  const { code, stdout } = await runCli(['check', '--env', 'cli-test'], { cwd: join(directory, 'app/deep') });
  expect(code).toBe(0);
  expect(stdout).toContain('example.test');
});

test('what a declaration prints does not get into the document', async () => {
  const directory = await makeDirectory({
    'app/': '',
    'smartx.config.ts': `import { definePlatform } from 'smartx';
console.log('chatter');
export default definePlatform({ domain: 'example.test', app: { directory: 'app', start: 'node main.js' } });
`,
  });
  const { code, stdout, stderr } = await runCli(['check', '--json'], { cwd: directory });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ domain: 'example.test' });
  expect(stderr).toContain('chatter');
});
