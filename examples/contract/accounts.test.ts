import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  type Account,
  ask,
  assertRefused,
  balance,
  current,
  openAccount,
  type Problem,
  post,
  type TransfersPage,
  transferOf,
} from './running-ledger.ts';

describe('accounts', () => {
  test('an opening balance comes out of the equity account, as a transfer', async () => {
    const before = await balance(1);
    const id = await openAccount(777);
    assert.equal(await balance(id), 777);
    assert.equal(await balance(1), before - 777);
    const { transfers } = (await current<TransfersPage>('/api/transfers?limit=1')).body;
    const { createdAt, id: _, ...opening } = transfers[0] ?? assert.fail('no transfer');
    assert.deepEqual(opening, {
      idempotencyKey: null,
      ...transferOf(1, id, 777),
      currency: 'EUR',
      note: 'Opening balance',
    });
    assertInstant(createdAt);
  });

  test('an account without an opening balance holds nothing, and is answered as it is read', async () => {
    const opened = await post<Account>('/api/accounts', { name: 'Zoë 🎈' });
    assert.equal(opened.status, 201, opened.text);
    const { id, createdAt, ...rest } = opened.body;
    assert.deepEqual(rest, { kind: 'ordinary', name: 'Zoë 🎈', balanceCents: 0, currency: 'EUR' });
    assertInstant(createdAt);
    assert.deepEqual((await current(`/api/accounts/${id}`)).body, opened.body);
  });

  test('opening twice with one key opens one account and gives one answer', async () => {
    const key = randomUUID();
    const request = { name: 'Twice', openingBalanceCents: 500 };
    const [poor, first] = [await openAccount(0), await post<Account>('/api/accounts', request, key)];
    assert.equal(first.status, 201, first.text);
    assert.equal(first.headers['idempotency-replayed'], undefined);
    await post('/api/transfers', transferOf(first.body.id, poor, 100), randomUUID());
    const second = await post<Account>('/api/accounts', request, key);
    assert.deepEqual([second.status, second.headers['idempotency-replayed']], [200, 'true']);
    assert.deepEqual(second.body, first.body);
    const other = await post('/api/accounts', { ...request, openingBalanceCents: 501 }, key);
    assertRefused(other, 422, 'IDEMPOTENCY_KEY_REUSED');
    assertRefused(await post('/api/accounts', { ...request, name: 'Other' }, key), 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  test('pages hold every account once, in the order of their numbers, and end', async () => {
    const ids: number[] = [];
    for (let path: string | undefined = '/api/accounts?limit=4'; path !== undefined; ) {
      const page: AccountsPage = (await current<AccountsPage>(path)).body;
      ids.push(...page.accounts.map((account) => account.id));
      path = page.nextCursor === null ? undefined : `/api/accounts?limit=500&cursor=${page.nextCursor}`;
    }
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    );
    assert.equal(ids.length, (await current<{ accounts: number }>('/api/ledger')).body.accounts);
  });
});

describe('accounts that are refused', { concurrency: true }, () => {
  test('an unknown one', async () => {
    assertRefused(await ask<Problem>('/api/accounts/999999999'), 404, 'ACCOUNT_NOT_FOUND');
  });

  for (const id of ['0', '-1', 'x', '1.5', '9007199254740992']) {
    test(`no number of an account: ${id}`, async () => {
      assertRefused(await ask<Problem>(`/api/accounts/${id}`), 400, 'BAD_INPUT');
    });
  }

  for (const [name, body, path] of [
    ['no name', { openingBalanceCents: 1 }, 'body.name'],
    ['empty name', { name: '' }, 'body.name'],
    ['only a space', { name: ' ' }, 'body.name'],
    ['space at the end', { name: 'Ada ' }, 'body.name'],
    ['a space that is not the usual one', { name: '\u00a0Ada' }, 'body.name'],
    ['two lines', { name: 'Ada\nGrace' }, 'body.name'],
    ['long name', { name: 'x'.repeat(81) }, 'body.name'],
    ['a number for a name', { name: 7 }, 'body.name'],
    ['negative balance', { name: 'Ada', openingBalanceCents: -1 }, 'body.openingBalanceCents'],
    ['no balance', { name: 'Ada', openingBalanceCents: null }, 'body.openingBalanceCents'],
    ['kind', { name: 'Ada', kind: 'equity' }, 'body'],
  ] as const) {
    test(name, async () => {
      const answer = await post('/api/accounts', body);
      assertRefused(answer, 400, 'BAD_INPUT');
      assert(
        answer.body.problems?.some((problem) => problem.path === path && problem.reason !== ''),
        answer.text,
      );
    });
  }

  test('everything that is wrong is said at once', async () => {
    const { body } = await post('/api/accounts', { name: '', openingBalanceCents: -1 });
    assert.deepEqual(
      new Set(body.problems?.map(({ path }) => path)),
      new Set(['body.name', 'body.openingBalanceCents']),
    );
  });
});

interface AccountsPage {
  readonly accounts: readonly Account[];
  readonly nextCursor: number | null;
}

function assertInstant(text: string): void {
  assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
}
