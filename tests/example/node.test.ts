import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { imageRoot } from '../../src/lab/image-build.ts';
import { ensureImages } from '../../src/lab/lab.ts';
import { why } from '../obstacles.ts';

// The sample application's own tests, against the MySQL that the lab's machines run.

const run = promisify(execFile);
const example = join(import.meta.dirname, '../../examples/node');
const limitMs = 600_000;
const machine = {
  name: 'db-1',
  publicAddress: undefined,
  privateAddress: '10.214.0.91',
  runtimes: ['node-24'],
  dataDirectories: [],
};

test.skipIf(why !== '')(
  `examples/node passes its tests on a real MySQL${why === '' ? '' : ` (skipped: ${why})`}`,
  { timeout: limitMs },
  async () => {
    const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    if (!existsSync(join(example, 'node_modules/fastify')))
      await run('npm', ['ci'], { cwd: example, env: environment });
    await run(join(example, '../../node_modules/.bin/tsc'), ['--noEmit', '-p', '.'], {
      cwd: example,
      env: environment,
    });
    const images = await ensureImages([{ ...machine, packages: ['mysql-server', 'prometheus-mysqld-exporter'] }]);
    const lower = [...images.get(machine.name)!].reverse().map(imageRoot).join(':');
    const isolated = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const suite = [process.execPath, '--test', '--test-concurrency=1', '--test-reporter=tap', 'tests/*.test.{ts,js}'];
    const scratch = mkdtempSync(join(tmpdir(), 'smartx-mysqld-'));
    const { stdout } = await run(
      'unshare',
      [...isolated, join(import.meta.dirname, 'with-mysqld.sh'), lower, scratch, ...suite],
      {
        cwd: example,
        env: environment,
        maxBuffer: 64 << 20,
      },
    )
      .catch((error: { stdout: string; stderr: string; message: string }) => {
        throw new Error(`${error.message}\n${error.stdout.slice(-8000)}\n${error.stderr.slice(-4000)}`);
      })
      .finally(() => rmSync(scratch, { recursive: true }));
    expect(stdout).toMatch(/^# fail 0$/m);
    expect(stdout).toMatch(/^# skipped 0$/m);
  },
);
