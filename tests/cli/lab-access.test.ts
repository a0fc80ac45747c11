import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { labPaths } from '../../src/lab/lab.ts';
import { makeProject, runCli } from './run-cli.ts';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const lab = `t${process.pid}`.slice(0, 16);

/** What a lab of another project leaves on the disk; nothing runs. */
async function withLab(owner: string, work: () => Promise<void>): Promise<void> {
  const { directory, machines, record } = labPaths(lab);
  try {
    await mkdir(directory, { recursive: true });
    await mkdir(machines, { mode: 0o700 });
    await writeFile(record, JSON.stringify({ owner, spec: { name: lab, machines: [{ name: 'web-1' }] } }));
    await work();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function makeProjectWithLab(): Promise<string> {
  const cwd = await makeProject();
  const text = `import { definePlatform, lab } from 'smartx';
export default definePlatform({
  domain: 'example.test',
  app: { directory: 'app', start: 'node main.js' },
  database: { backup: { target: { directory: '/var/backups/smartx' } } },
  environments: { '${lab}': lab() },
});
`;
  await writeFile(join(cwd, 'smartx.config.ts'), text);
  return cwd;
}

describe.skipIf(!isRoot)('a lab (made by root)', () => {
  test.each([{ args: ['status'] }, { args: ['ssh', 'web-1'] }])('of another project: $args', async ({ args }) => {
    const cwd = await makeProjectWithLab();
    await withLab('/srv/other', async () => {
      const { code, stdout, stderr } = await runCli([...args, '--env', lab], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('belongs to /srv/other');
    });
  });

  test('that is not up has nothing to restore', async () => {
    const cwd = await makeProjectWithLab();
    const { code, stderr } = await runCli(['db', 'restore', 'full-1', '--yes', '--env', lab], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('none of its machines runs');
  });

  test('that nobody else may look into is not told as absent', async ({ skip }) => {
    const as = { uid: nobody, env: { HOME: '/nonexistent' }, cwd: '/' };
    const readable = await runCli(['--version'], as).catch(() => undefined);
    if (readable?.code !== 0) skip('the checkout cannot be read by nobody');
    await withLab('/srv/other', async () => {
      const { code, stdout, stderr } = await runCli(['ssh', 'web-1', '--env', lab], as);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/needs root\.\n {2}→ sudo \S*smartx ssh web-1 --env/);
    });
  });
});
