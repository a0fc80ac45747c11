import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mysql2/promise';
import { connectBeside, migrate, needsDatabase, ROOT, startApp, TEST_DATABASE_URL, TEST_LIMIT_MS } from './fixture.ts';

const POLL_MS = 50;
const POLLS_MAX = 200;

test('an environment that does not fit: exit 2 and every problem', { timeout: TEST_LIMIT_MS }, async () => {
  const child = spawn(process.execPath, ['src/main.ts'], { cwd: ROOT, env: { PORT: 'x' } });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 2);
  assert.match(stderr, /PORT: .*\n.*DATABASE_URL: /);
});

describe('SIGTERM', { ...needsDatabase, timeout: TEST_LIMIT_MS }, () => {
  let beside: Connection;
  let [from, to] = [0, 0];
  before(async () => {
    await migrate();
    beside = await connectBeside();
    const app = startApp();
    [from, to] = [await app.openAccount(1_000), await app.openAccount(0)];
    await app.close();
  });
  after(async () => {
    await beside.end();
  });

  for (const workers of ['1', '2']) {
    test(`a transfer in flight is finished; /readyz says no at once; exit 0 (processes: ${workers})`, () =>
      stopDuringTransfer(workers));
  }

  async function stopDuringTransfer(workers: string): Promise<void> {
    const { child, url } = await startProcess({ DRAIN_MS: '500', WEB_CONCURRENCY: workers });
    await beside.query('begin');
    await beside.query('select id from accounts where id = ? for update', [from]);
    const answer = fetch(`${url}/api/transfers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ fromAccountId: from, toAccountId: to, amountCents: 1 }),
    });
    await sleep(300);
    child.kill('SIGTERM');
    await sleep(100);
    const ready = await fetch(`${url}/readyz`);
    assert.equal(ready.status, 503);
    assert.equal(ready.headers.get('connection'), 'close');
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    await sleep(800);
    await assert.rejects(fetch(`${url}/healthz`), 'it should take no connections any more');
    assert.equal(child.exitCode, null);
    await beside.query('rollback');
    assert.equal((await answer).status, 201);
    assert.deepEqual(await exitOf(child), [0, null]);
  }

  test('idle: it ends at once', async () => {
    const { child, url } = await startProcess({});
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await exitOf(child), [0, null]);
  });
});

describe('several processes', { timeout: TEST_LIMIT_MS }, () => {
  const DATABASE_URL = 'mysql://nobody:here@127.0.0.1:1/app';

  test('one that is killed is replaced, while the other one serves; SIGTERM ends all of them', async () => {
    const { child, url } = await startProcess({ DATABASE_URL, WEB_CONCURRENCY: '2', LOG_LEVEL: 'info' });
    await linesOf(child, /Server listening/, 2);
    const before = await workersOf(child, 2);
    process.kill(before[0]!, 'SIGKILL');
    await sleep(100);
    for (let request = 0; request < 10; request += 1) {
      assert.equal((await fetch(`${url}/healthz`, { headers: { connection: 'close' } })).status, 200);
    }
    const all = await workersOf(child, 2);
    assert.deepEqual([all.includes(before[0]!), all.includes(before[1]!)], [false, true]);
    child.kill('SIGTERM');
    assert.deepEqual(await exitOf(child), [0, null]);
    for (const worker of all) assert.throws(() => process.kill(worker, 0), { code: 'ESRCH' });
  });

  test('one that cannot listen ends all of them', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const PORT = String((taken.address() as AddressInfo).port);
    const env = { DATABASE_URL, LOG_LEVEL: 'silent', PORT, WEB_CONCURRENCY: '2' };
    const child = spawn(process.execPath, ['src/main.ts'], { cwd: ROOT, env });
    const [code] = await once(child, 'close');
    taken.close();
    assert.equal(code, 1);
  });
});

/** Resolves when the process has written so many such lines. */
async function linesOf({ stdout }: ChildProcess, pattern: RegExp, count: number): Promise<void> {
  let seen = 0;
  for await (const line of createInterface({ input: stdout! })) {
    if (pattern.test(line)) seen += 1;
    if (seen === count) break;
  }
  // What follows is not kept, and does not hold the process up.
  stdout!.resume();
}

/** Process ids of the workers, once there are so many (proc_pid_task(5), "children"). */
async function workersOf({ pid }: ChildProcess, count: number): Promise<number[]> {
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const pids = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);
    if (pids.length === count) return pids;
    await sleep(POLL_MS);
  }
  throw new Error(`there were not ${count} workers within ${POLLS_MAX * POLL_MS} ms`);
}

async function startProcess(environment: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const env = { DATABASE_URL: TEST_DATABASE_URL, LOG_LEVEL: 'silent', PORT: String(port), ...environment };
  const child = spawn(process.execPath, ['src/main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const up = await fetch(`${url}/healthz`).catch(() => undefined);
    if (up?.ok === true) return { child, url };
    await sleep(POLL_MS);
  }
  child.kill('SIGKILL');
  throw new Error(`the application did not listen within ${POLLS_MAX * POLL_MS} ms`);
}

async function exitOf(child: ChildProcess): Promise<unknown[]> {
  if (child.exitCode !== null || child.signalCode !== null) return [child.exitCode, child.signalCode];
  return await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
