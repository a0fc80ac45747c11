import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { type Account, ask, balance, current, openAccount, post, type Transfer, transferOf } from './running-ledger.ts';

interface Ledger {
  readonly balanceSumCents: number;
  readonly accounts: number;
  readonly transfers: number;
  readonly currency: string;
  readonly host: string;
  readonly accountsOutOfBalance?: number;
  readonly accountsOverdrawn?: number;
}

describe('many at once', () => {
  test('transfers in all directions: no money appears or vanishes, and nobody is overdrawn', async () => {
    const ids = await Promise.all([100, 100, 100, 0].map(openAccount));
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, turn) => {
        const [from, to] = [ids[turn % 4]!, ids[(turn + 1 + (turn % 3)) % 4]!];
        return post('/api/transfers', transferOf(from, to, 1 + (turn % 40)), randomUUID());
      }),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [201, 409]);
    const balances = await Promise.all(ids.map(balance));
    assert.equal(
      balances.reduce((sum, cents) => sum + cents),
      300,
    );
    assert(
      balances.every((cents) => cents >= 0),
      balances.join(),
    );
  });

  test('the same request many times at once is done once, even when it takes the last cent', async () => {
    const [from, to] = [await openAccount(50), await openAccount(0)];
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => post<Transfer>('/api/transfers', transferOf(from, to, 50), key)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(29).fill(200), 201]);
    for (const { body } of answers) assert.deepEqual(body, answers[0]?.body);
    assert.deepEqual([await balance(from), await balance(to)], [0, 50]);
  });

  test('different requests with one key at once: one is done, the others are refused', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => openAccount(100)));
    const key = randomUUID();
    const answers = await Promise.all(
      [0, 2, 4, 0, 2, 4].map((first) => post('/api/transfers', transferOf(ids[first]!, ids[first + 1]!, 10), key)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 201, 422, 422, 422, 422]);
  });

  test('the same account opened many times at once with one key is one account', async () => {
    const key = randomUUID();
    const request = { name: 'Once', openingBalanceCents: 10 };
    const answers = await Promise.all(Array.from({ length: 12 }, () => post<Account>('/api/accounts', request, key)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(11).fill(200), 201]);
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  });

  test('in the end the books are right', async () => {
    const { host: _, ...summary } = (await current<Ledger>('/api/ledger')).body;
    assert.deepEqual(Object.keys(summary).sort(), ['accounts', 'balanceSumCents', 'currency', 'transfers']);
    const answer = await ask<Ledger>('/api/ledger?audit=true');
    assert.equal(answer.status, 200, answer.text);
    const { host, ...audit } = answer.body;
    assert.equal(host, answer.headers['x-served-by']);
    assert.deepEqual(audit, { ...summary, balanceSumCents: 0, accountsOutOfBalance: 0, accountsOverdrawn: 0 });
    assert.equal((await ask('/api/ledger?audit=yes')).status, 400);
  });
});
