import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import {
  ask,
  assertRefused,
  balance,
  current,
  openAccount,
  type Problem,
  post,
  type Transfer,
  type TransfersPage,
  transferOf,
} from './running-ledger.ts';

let [rich, poor] = [0, 0];
before(async () => {
  [rich, poor] = [await openAccount(10_000), await openAccount(0)];
});

describe('transfers', () => {
  test('a transfer moves money; its replay moves none and gives the same answer', async () => {
    const key = randomUUID();
    const request = { ...transferOf(rich, poor, 25), note: 'lunch' };
    const before = [await balance(rich), await balance(poor)] as const;
    const first = await post<Transfer>('/api/transfers', request, key);
    const second = await post<Transfer>('/api/transfers', request, key);
    assert.deepEqual([first.status, second.status], [201, 200]);
    const { id, createdAt, ...rest } = first.body;
    assert.deepEqual(rest, { ...request, idempotencyKey: key, currency: 'EUR' });
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(second.body, first.body);
    assert.deepEqual(
      [first, second].map((answer) => answer.headers['idempotency-replayed']),
      [undefined, 'true'],
    );
    assert.deepEqual([await balance(rich), await balance(poor)], [before[0] - 25, before[1] + 25]);
    assert.deepEqual(await madeWith(key), [first.body]);
  });

  test('a used key with another body is refused', async () => {
    const key = randomUUID();
    await post('/api/transfers', transferOf(rich, poor, 1), key);
    for (const other of [
      transferOf(rich, poor, 2),
      { ...transferOf(rich, poor, 1), note: 'x' },
      transferOf(poor, rich, 1),
    ]) {
      assertRefused(await post('/api/transfers', other, key), 422, 'IDEMPOTENCY_KEY_REUSED');
    }
  });

  test('insufficient funds change nothing, and the key stays free', async () => {
    const account = await openAccount(10);
    const key = randomUUID();
    assertRefused(await post('/api/transfers', transferOf(account, rich, 11), key), 409, 'INSUFFICIENT_FUNDS');
    assert.equal(await balance(account), 10);
    assert.deepEqual(await madeWith(key), []);
    await post('/api/transfers', transferOf(rich, account, 1), randomUUID());
    assert.equal((await post('/api/transfers', transferOf(account, rich, 11), key)).status, 201);
    assert.equal(await balance(account), 0);
  });

  test('unknown accounts and the equity account', async () => {
    for (const [from, to, status, code] of [
      [rich, 999_999_999, 404, 'ACCOUNT_NOT_FOUND'],
      [999_999_999, rich, 404, 'ACCOUNT_NOT_FOUND'],
      [1, rich, 422, 'EQUITY_ACCOUNT'],
      [rich, 1, 422, 'EQUITY_ACCOUNT'],
      [rich, rich, 400, 'SAME_ACCOUNT'],
    ] as const) {
      assertRefused(await post('/api/transfers', transferOf(from, to, 1), randomUUID()), status, code);
    }
  });

  test('1.0 is a whole number, as JSON Schema has it', async () => {
    const body = `{"fromAccountId":${rich},"toAccountId":${poor}.0,"amountCents":1.0,"note":"naïve 🎈"}`;
    const answer = await post<Transfer>('/api/transfers', body, randomUUID());
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual([answer.body.toAccountId, answer.body.amountCents, answer.body.note], [poor, 1, 'naïve 🎈']);
  });
});

describe('pages of transfers', () => {
  test('by cursor: every transfer once, newest first', async () => {
    const newest: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      newest.unshift((await post<Transfer>('/api/transfers', transferOf(rich, poor, 1), randomUUID())).body.id);
    }
    const first = (await current<TransfersPage>('/api/transfers?limit=3')).body;
    const second = (await current<TransfersPage>(`/api/transfers?limit=2&cursor=${first.nextCursor}`)).body;
    assert.deepEqual(
      [...first.transfers, ...second.transfers].map((transfer) => transfer.id),
      newest,
    );
    const last = (await current<TransfersPage>('/api/transfers?limit=500&cursor=2')).body;
    assert.equal(last.nextCursor, null);
  });

  test('by prefix: every transfer of it once, in the order of their keys', async () => {
    const prefix = `p%_\\${randomUUID()}-`;
    // Neither the next prefix nor one that a wildcard would match.
    for (const key of [...[3, 1, 2, 10].map((n) => prefix + n), prefix.slice(0, -1), `pxx\\${prefix.slice(4)}1`])
      assert.equal((await post('/api/transfers', transferOf(rich, poor, 1), key)).status, 201);
    const page = async (query: Record<string, string>) => {
      const all = new URLSearchParams({ keyPrefix: prefix, ...query });
      const { transfers } = (await ask<TransfersPage>(`/api/transfers?${all}`)).body;
      return transfers.map(({ idempotencyKey }) => idempotencyKey?.slice(prefix.length));
    };
    assert.deepEqual(await page({}), ['1', '10', '2', '3']);
    assert.deepEqual(await page({ limit: '3' }), ['1', '10', '2']);
    assert.deepEqual(await page({ limit: '3', after: `${prefix}2` }), ['3']);
    assert.deepEqual(await page({ after: `${prefix}3` }), []);
  });

  test('keys differ by case', async () => {
    const key = `Case-${randomUUID()}`;
    assert.equal((await post('/api/transfers', transferOf(rich, poor, 1), key)).status, 201);
    assert.deepEqual(await madeWith(key.toUpperCase()), []);
    assert.equal((await post('/api/transfers', transferOf(rich, poor, 2), key.toUpperCase())).status, 201);
  });
});

describe('transfers that are refused', { concurrency: true }, () => {
  const good = transferOf(2, 3, 1);
  for (const [name, body] of [
    ['no body', ''],
    ['not JSON', '{"fromAccountId":'],
    ['an array', [good]],
    ['null', 'null'],
    ['missing amount', { fromAccountId: 2, toAccountId: 3 }],
    ['amount as text', { ...good, amountCents: '1' }],
    ['true for an amount', { ...good, amountCents: true }],
    ['amount of nothing', { ...good, amountCents: 0 }],
    ['negative amount', { ...good, amountCents: -5 }],
    ['half a cent', { ...good, amountCents: 0.5 }],
    ['too much', { ...good, amountCents: 100_000_001 }],
    ['beyond whole numbers', '{"fromAccountId":2,"toAccountId":3,"amountCents":1e400}'],
    ['not a number', '{"fromAccountId":2,"toAccountId":3,"amountCents":NaN}'],
    ['account beyond whole numbers', { ...good, fromAccountId: 2 ** 53 }],
    ['unknown field', { ...good, currency: 'USD' }],
    ['note of nothing', { ...good, note: null }],
    ['note too long', { ...good, note: 'x'.repeat(141) }],
    ['control character', { ...good, note: 'a\u0000b' }],
    ['half a character', '{"fromAccountId":2,"toAccountId":3,"amountCents":1,"note":"\\ud83c"}'],
    ['prototype', '{"fromAccountId":2,"toAccountId":3,"amountCents":1,"__proto__":{"x":1}}'],
  ] as const) {
    test(name, async () => assertRefused(await post('/api/transfers', body, randomUUID()), 400, 'BAD_INPUT'));
  }

  for (const key of [undefined, '', ' ', 'a b', 'ä', 'x'.repeat(101)]) {
    test(`bad key: ${key === undefined ? 'none' : JSON.stringify(key)}`, async () => {
      const answer = await post('/api/transfers', transferOf(rich, poor, 1), key);
      assertRefused(answer, 400, 'BAD_INPUT');
      assert.match(answer.body.detail, /idempotency-key/);
    });
  }

  for (const query of [
    'limit=0',
    'limit=501',
    'limit=x',
    'limit=1&limit=2',
    'cursor=0',
    'cursor=-1',
    'key=',
    'keyPrefix=',
    'colour=red',
  ]) {
    test(`bad query: ${query}`, async () => {
      assertRefused(await ask<Problem>(`/api/transfers?${query}`), 400, 'BAD_INPUT');
    });
  }

  test('other refusals keep their own status', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-type': type, 'idempotency-key': randomUUID() };
      const answer = await ask<Problem>('/api/transfers', { method: 'POST', headers, body: 'x' });
      assertRefused(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    }
    assertRefused(await post('/api/accounts', { name: 'x'.repeat(20_000) }), 413, 'TOO_LARGE');
  });
});

/** The transfers that were made with `key`: only the primary is asked. */
async function madeWith(key: string): Promise<readonly Transfer[]> {
  const answer = await ask<TransfersPage>(`/api/transfers?key=${key}`);
  assert.deepEqual([answer.status, answer.body.nextCursor], [200, null], answer.text);
  return answer.body.transfers;
}
