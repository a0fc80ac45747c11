import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { imageRoot } from '../../src/lab/image-build.ts';
import { ensureImages } from '../../src/lab/lab.ts';
import { appPrivileges, migratePrivileges } from '../../src/services/mysql/lower.ts';
import { why } from '../obstacles.ts';
import type { LedgerSample } from './prove-ledger.ts';

const run = promisify(execFile);
const limitMs = 600_000;
const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** What the sample is installed with, beside what prove-ledger.ts must know. */
export interface SampleUnderTest extends LedgerSample {
  /** Its directory in examples/; at /srv in the machine of the test. */
  name: string;
  /** Debian packages on the machine. */
  packages: string[];
  runtimes?: string[];
  /** What has to be done on this machine first. */
  prepare?: (directory: string) => Promise<void>;
}

/** One test: the sample runs on the system and beside the MySQL of the lab's machines, and keeps all its promises. */
export function testSample({ name, packages, runtimes = [], prepare, ...sample }: SampleUnderTest): void {
  const skipped = why === '' ? '' : ` (skipped: ${why})`;
  test.skipIf(why !== '')(
    `examples/${name} keeps the contract, and passes its own tests${skipped}`,
    {
      timeout: limitMs,
    },
    async () => {
      const directory = join(import.meta.dirname, '../../examples', name);
      await prepare?.(directory);
      const [mysql, app] = await lowerDirectories(packages, runtimes);
      const scratch = mkdtempSync(join(tmpdir(), 'smartx-example-'));
      const proof = [process.execPath, join(import.meta.dirname, 'prove-ledger.ts'), JSON.stringify(sample)];
      const script = (name: string) => join(import.meta.dirname, name);
      const beside = [script('with-mysqld.sh'), scratch, mysql, script('with-sample.sh'), scratch, app, directory];
      const env = {
        ...process.env,
        APP_PRIVILEGES: appPrivileges.join(', '),
        MIGRATE_PRIVILEGES: migratePrivileges.join(', '),
      };
      const { stdout } = await run('unshare', [...namespaces, ...beside, ...proof], { env, maxBuffer: 64 << 20 })
        .catch((error: { stdout: string; stderr: string; message: string }) => {
          throw new Error(`${error.message}\n${error.stdout.slice(-12_000)}\n${error.stderr.slice(-4000)}`);
        })
        .finally(() => rmSync(scratch, { recursive: true }));
      expect(stdout).not.toMatch(/^# skipped [^0]|\d skipped/m);
      if (process.env.SHOW_TIMES !== undefined) console.log(stdout.match(/^took .*$/gm)?.join('\n'));
    },
  );
}

async function lowerDirectories(packages: string[], runtimes: string[]): Promise<[string, string]> {
  const machine = { publicAddress: undefined, privateAddress: '10.214.0.91', runtimes: [], dataDirectories: [] };
  const images = await ensureImages([
    { ...machine, name: 'db-1', packages: ['mysql-server', 'prometheus-mysqld-exporter'] },
    { ...machine, name: 'app-1', packages, runtimes },
  ]);
  const lower = (name: string) => [...images.get(name)!].reverse().map(imageRoot).join(':');
  return [lower('db-1'), lower('app-1')];
}
