import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { connectBeside, migrate, needsDatabase, startApp, TEST_LIMIT_MS, type TestApp } from '../fixture.ts';

const POLL_MS = 20;
const POLLS_MAX = 200;

describe('the primary steps down', { ...needsDatabase, timeout: TEST_LIMIT_MS }, () => {
  let app: TestApp;
  let beside: Connection;
  let [from, to] = [0, 0];
  before(async () => {
    await migrate();
    app = startApp({ DATABASE_POOL: '3' });
    beside = await connectBeside();
    [from, to] = [await app.openAccount(1_000), await app.openAccount(0)];
  });
  after(async () => {
    await beside.end();
    await app.close();
  });

  const pay = (key: string = randomUUID()) =>
    app.post('/api/transfers', { fromAccountId: from, toAccountId: to, amountCents: 1 }, key);

  test('a connection that is killed in the middle of a transfer: the transfer happens once', async () => {
    const before = await app.balance(to);
    await beside.query('begin');
    await beside.query('select id from accounts where id = ? for update', [from]);
    const answer = pay();
    await beside.query('kill ?', [await waitingConnection(beside)]);
    await beside.query('rollback');
    assert.equal((await answer).statusCode, 201);
    assert.equal(await app.balance(to), before + 1);
  });

  test('read-only for a moment: the transfer waits, and old connections are not used again', async (t) => {
    await Promise.all(Array.from({ length: 3 }, () => pay()));
    const old = await connectionsOfApp(beside);
    if (!(await setReadOnly(t, beside, true))) return;
    const answer = pay();
    await sleep(500);
    await setReadOnly(t, beside, false);
    assert.equal((await answer).statusCode, 201);
    await Promise.all(Array.from({ length: 6 }, () => pay()));
    assert.deepEqual(
      [...(await connectionsOfApp(beside))].filter((id) => old.has(id)),
      [],
    );
  });

  test('read-only for long: 503 for writes, while reads go on; then it recovers by itself', async (t) => {
    if (!(await setReadOnly(t, beside, true))) return;
    const key = randomUUID();
    try {
      const [refused, read] = await Promise.all([pay(key), app.get('/api/ledger')]);
      assert.equal(refused.statusCode, 503);
      assert.equal(refused.headers['retry-after'], '1');
      assert.equal(refused.json().code, 'DATABASE_UNAVAILABLE');
      assert.equal(read.statusCode, 200);
    } finally {
      await setReadOnly(t, beside, false);
    }
    assert.equal((await pay(key)).statusCode, 201);
  });
});

/** The application's connection that waits for a lock. */
async function waitingConnection(beside: Connection): Promise<number> {
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const [rows] = await beside.query<RowDataPacket[]>(
      "select id from information_schema.processlist where db = database() and info like '%for update' and id <> connection_id()",
    );
    if (rows[0] !== undefined) return rows[0].id ?? rows[0].ID;
    await sleep(POLL_MS);
  }
  throw new Error(`no connection waited for the lock within ${POLLS_MAX * POLL_MS} ms`);
}

async function connectionsOfApp(beside: Connection): Promise<Set<number>> {
  const [rows] = await beside.query<RowDataPacket[]>(
    'select id as id from information_schema.processlist where db = database() and id <> connection_id()',
  );
  return new Set(rows.map((row) => row.id));
}

/** False, and the test is skipped, when the account of the tests may not do this. */
async function setReadOnly(t: TestContext, beside: Connection, on: boolean): Promise<boolean> {
  try {
    await beside.query(`set global ${on ? 'super_read_only' : 'read_only'} = ${on ? 'on' : 'off'}`);
    return true;
  } catch (error) {
    t.skip(`needs the right SYSTEM_VARIABLES_ADMIN: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}
