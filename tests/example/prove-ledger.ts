import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Run by with-sample.sh: migrates, starts two instances of a sample on one database, asks them for every promise of
// the contract, stops them, and runs the sample's own tests.

/** Commands run on the application's machine, in /srv. */
export interface LedgerSample {
  environment?: Record<string, string>;
  migrate: string[];
  start: string[];
  /** The sample's own tests; they find TEST_DATABASE_URL, whose account has all rights. */
  tests: string[];
}

const READY_POLL_MS = 50;
const READY_POLLS_MAX = 400;
const PORTS = [8001, 8002];

const { APP_ROOT = '', DATABASE_URL = '', MIGRATE_DATABASE_URL = '', TEST_DATABASE_URL = '' } = process.env;
const { environment = {}, migrate, start, tests }: LedgerSample = JSON.parse(process.argv[2] ?? '');

await timed('migrations, twice at once on an empty database, and again', async () => {
  for (let round = 0; round < 2; round += 1) {
    const runs = [migrate, migrate].map((command) => onApp(command, { DATABASE_URL: MIGRATE_DATABASE_URL }));
    await Promise.all(runs.map(succeeded));
  }
});
// The second one has fewer connections than it gets questions at once.
const instances = PORTS.map((port, index) =>
  onApp(start, { DATABASE_URL, HOST: '127.0.0.1', PORT: `${port}`, DATABASE_POOL: index === 0 ? '10' : '3' }),
);
await timed('start', () => Promise.all(PORTS.map(ready)));
await timed('contract', () => succeeded(contractSuite()));
await timed('stop', async () => {
  for (const instance of instances) instance.kill('SIGTERM');
  await Promise.all(instances.map(succeeded));
});
await timed('own tests', () => succeeded(onApp(tests, { TEST_DATABASE_URL })));

function onApp(command: string[], variables: Record<string, string>): ChildProcess {
  const { PATH = '', ...rest } = environment;
  const path = [PATH, '/usr/sbin:/usr/bin:/sbin:/bin'].filter(Boolean).join(':');
  const all = { LANG: 'C.UTF-8', ...rest, ...variables, PATH: path };
  // env(1) enters the directory and looks the command up in the PATH of the machine.
  return spawn('chroot', [APP_ROOT, 'env', '-C', '/srv', ...command], { env: all, stdio: 'inherit' });
}

function contractSuite(): ChildProcess {
  const env = { ...process.env, LEDGER_URL: PORTS.map((port) => `http://127.0.0.1:${port}`).join(' ') };
  const suite = ['--test', '--test-isolation=none', '--test-reporter=tap', '*.test.ts'];
  return spawn(process.execPath, suite, {
    cwd: join(import.meta.dirname, '../../examples/contract'),
    env,
    stdio: 'inherit',
  });
}

async function ready(port: number): Promise<void> {
  for (let poll = 0; poll < READY_POLLS_MAX; poll += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(READY_POLL_MS);
  }
  fail(`the application on port ${port} was not ready within ${READY_POLLS_MAX * READY_POLL_MS} ms`);
}

async function succeeded(child: ChildProcess): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null;
  const [code, signal] = ended ? [child.exitCode, child.signalCode] : await once(child, 'close');
  if (code !== 0) fail(`${child.spawnargs.join(' ')}: ${signal ?? `exit code ${code}`}`);
}

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await work();
  console.log(`took ${Math.round(performance.now() - startedAt)} ms: ${name}`);
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
