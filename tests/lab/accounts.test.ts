import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { imageRoot } from '../../src/lab/image-build.ts';
import { ensureImages } from '../../src/lab/lab.ts';
import { describeLab } from '../obstacles.ts';

// The agent's statements on the MySQL that the lab's machines run, without a lab around it.

const run = promisify(execFile);
const machine = {
  name: 'db-1',
  publicAddress: undefined,
  privateAddress: '10.214.0.91',
  packages: ['mysql-server', 'prometheus-mysqld-exporter'],
  runtimes: ['node-24'],
  dataDirectories: [],
};

describeLab('accounts on a real MySQL', () => {
  it('have the passwords of each stage of a rotation, also when a stage is done twice', async () => {
    const images = await ensureImages([machine]);
    const lower = [...images.get(machine.name)!].reverse().map(imageRoot).join(':');
    const scratch = mkdtempSync(join(tmpdir(), 'smartx-mysqld-'));
    const isolated = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const rotate = [
      process.execPath,
      join(import.meta.dirname, 'accounts/rotate.ts'),
      `${scratch}/mysql/run/mysqld/mysqld.sock`,
    ];
    const withMysqld = join(import.meta.dirname, '../example/with-mysqld.sh');
    const { stdout } = await run('unshare', [...isolated, withMysqld, scratch, lower, ...rotate]).finally(() =>
      rmSync(scratch, { recursive: true }),
    );
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toEqual({
      made: { old: true, new: false },
      accept: { old: true, new: true },
      'accept, once more': { old: true, new: true },
      retire: { old: false, new: true },
    });
  });
});
