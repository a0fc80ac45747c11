import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { migrate, needsDatabase, startApp, TEST_LIMIT_MS, type TestApp } from './fixture.ts';

describe('many at once', { ...needsDatabase, timeout: TEST_LIMIT_MS }, () => {
  /** Two applications on one database, as on two hosts. */
  let apps: [TestApp, TestApp];
  before(async () => {
    await migrate();
    apps = [startApp(), startApp({ DATABASE_POOL: '3' })];
  });
  after(async () => {
    await Promise.all(apps.map((app) => app.close()));
  });

  test('transfers in all directions: no money appears or vanishes, and nobody is overdrawn', async () => {
    const ids = await Promise.all([100, 100, 100, 0].map((cents) => apps[0].openAccount(cents)));
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, turn) => {
        const fromAccountId = ids[turn % 4];
        const toAccountId = ids[(turn + 1 + (turn % 3)) % 4];
        const request = { fromAccountId, toAccountId, amountCents: 1 + (turn % 40) };
        return apps[turn % 2]?.post('/api/transfers', request, randomUUID());
      }),
    );
    const statuses = new Set(answers.map((answer) => answer?.statusCode));
    assert.deepEqual([...statuses].sort(), [201, 409]);
    const balances = await Promise.all(ids.map((id) => apps[1].balance(id)));
    assert.equal(
      balances.reduce((sum, cents) => sum + cents),
      300,
    );
    assert(
      balances.every((cents) => cents >= 0),
      balances.join(),
    );
    const { balanceSumCents, accountsOutOfBalance, accountsOverdrawn } = (
      await apps[0].get('/api/ledger?audit=true')
    ).json();
    assert.deepEqual([balanceSumCents, accountsOutOfBalance, accountsOverdrawn], [0, 0, 0]);
  });

  test('the same request many times at once is done once, even when it takes the last cent', async () => {
    const [from, to] = await Promise.all([apps[0].openAccount(50), apps[1].openAccount(0)]);
    const key = randomUUID();
    const request = { fromAccountId: from, toAccountId: to, amountCents: 50 };
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => apps[turn % 2 === 0 ? 0 : 1].post('/api/transfers', request, key)),
    );
    const statuses = answers.map((answer) => answer.statusCode).sort();
    assert.deepEqual(statuses, [...Array(39).fill(200), 201]);
    assert.equal(new Set(answers.map((answer) => answer.body)).size, 1);
    assert.deepEqual([await apps[0].balance(from ?? 0), await apps[0].balance(to ?? 0)], [0, 50]);
  });

  test('different requests with one key at once: one is done, the others are refused', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => apps[0].openAccount(100)));
    const key = randomUUID();
    const answers = await Promise.all(
      [0, 2, 4].flatMap((first) => {
        const request = { fromAccountId: ids[first], toAccountId: ids[first + 1], amountCents: 10 };
        return apps.map((app) => app.post('/api/transfers', request, key));
      }),
    );
    const count = (status: number) => answers.filter((answer) => answer.statusCode === status).length;
    assert.deepEqual([count(201), count(200), count(422)], [1, 1, 4]);
  });

  test('the same account opened many times at once with one key is one account', async () => {
    const key = randomUUID();
    const request = { name: 'Once', openingBalanceCents: 10 };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => apps[turn % 2 === 0 ? 0 : 1].post('/api/accounts', request, key)),
    );
    assert.equal(answers.filter((answer) => answer.statusCode === 201).length, 1);
    assert.equal(new Set(answers.map((answer) => answer.json().id)).size, 1);
  });
});
