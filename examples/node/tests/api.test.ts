import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { migrate, needsDatabase, startApp, TEST_LIMIT_MS, type TestApp } from './fixture.ts';

describe('the API', { ...needsDatabase, timeout: TEST_LIMIT_MS }, () => {
  let app: TestApp;
  let rich: number;
  let poor: number;
  before(async () => {
    // On an empty database, two hosts that are installed at the same time.
    await Promise.all([migrate(), migrate()]);
    app = startApp();
    rich = await app.openAccount(10_000);
    poor = await app.openAccount(0);
  });
  after(async () => {
    await app.close();
  });

  test('migrations can be repeated, and two runs at once do no harm', async () => {
    const outputs = await Promise.all([migrate(), migrate()]);
    for (const output of outputs) assert.match(output, /nothing to do/);
  });

  test('every answer says which host gave it, refusals too', async () => {
    for (const url of ['/healthz', '/readyz', '/api/accounts', '/api/openapi.json', '/nowhere']) {
      assert.equal((await app.get(url)).headers['x-served-by'], hostname(), url);
    }
  });

  test('an opening balance comes out of the equity account', async () => {
    const before = await app.balance(1);
    const id = await app.openAccount(777);
    assert.equal(await app.balance(id), 777);
    assert.equal(await app.balance(1), before - 777);
  });

  test('opening twice with one key opens one account and gives one answer', async () => {
    const key = randomUUID();
    const request = { name: 'Zoë 🎈', openingBalanceCents: 500 };
    const first = await app.post('/api/accounts', request, key);
    assert.equal(first.statusCode, 201);
    await app.post('/api/transfers', transferOf(first.json().id, poor, 100), randomUUID());
    const second = await app.post('/api/accounts', request, key);
    assert.equal(second.statusCode, 200);
    assert.deepEqual(second.json(), first.json());
    const other = await app.post('/api/accounts', { ...request, openingBalanceCents: 501 }, key);
    assert.equal(other.statusCode, 422);
  });

  test('a transfer moves money; its replay moves none and gives the same answer', async () => {
    const key = randomUUID();
    const request = { ...transferOf(rich, poor, 25), note: 'lunch' };
    const before = [await app.balance(rich), await app.balance(poor)] as const;
    const first = await app.post('/api/transfers', request, key);
    const second = await app.post('/api/transfers', request, key);
    assert.deepEqual([first.statusCode, second.statusCode], [201, 200]);
    assert.equal(first.body, second.body);
    assert.equal(second.headers['idempotency-replayed'], 'true');
    assert.deepEqual([await app.balance(rich), await app.balance(poor)], [before[0] - 25, before[1] + 25]);
    assert.deepEqual((await app.get(`/api/transfers?key=${key}`)).json().transfers, [first.json()]);
  });

  test('a used key with another body is refused', async () => {
    const key = randomUUID();
    await app.post('/api/transfers', transferOf(rich, poor, 1), key);
    for (const other of [
      transferOf(rich, poor, 2),
      { ...transferOf(rich, poor, 1), note: 'x' },
      transferOf(poor, rich, 1),
    ]) {
      const answer = await app.post('/api/transfers', other, key);
      assert.equal(answer.statusCode, 422);
      assert.equal(answer.json().code, 'IDEMPOTENCY_KEY_REUSED');
    }
  });

  test('insufficient funds change nothing, and the key stays free', async () => {
    const account = await app.openAccount(10);
    const key = randomUUID();
    const refused = await app.post('/api/transfers', transferOf(account, rich, 11), key);
    assert.equal(refused.statusCode, 409);
    assert.equal(await app.balance(account), 10);
    assert.deepEqual((await app.get(`/api/transfers?key=${key}`)).json().transfers, []);
    await app.post('/api/transfers', transferOf(rich, account, 1), randomUUID());
    assert.equal((await app.post('/api/transfers', transferOf(account, rich, 11), key)).statusCode, 201);
    assert.equal(await app.balance(account), 0);
  });

  test('unknown accounts and the equity account', async () => {
    const cases = [
      [await app.get('/api/accounts/999999999'), 404],
      [await app.post('/api/transfers', transferOf(rich, 999999999, 1), randomUUID()), 404],
      [await app.post('/api/transfers', transferOf(999999999, rich, 1), randomUUID()), 404],
      [await app.post('/api/transfers', transferOf(1, rich, 1), randomUUID()), 422],
      [await app.post('/api/transfers', transferOf(rich, 1, 1), randomUUID()), 422],
    ] as const;
    for (const [answer, status] of cases) assert.equal(answer.statusCode, status, answer.body);
  });

  for (const [name, body] of badTransfers()) {
    test(`bad transfer: ${name}`, async () => {
      const answer = await app.post('/api/transfers', body, randomUUID());
      assert.equal(answer.statusCode, 400, answer.body);
      assert.match(answer.headers['content-type'] as string, /^application\/problem\+json/);
      assert.equal(typeof answer.json().detail, 'string');
    });
  }

  for (const key of [undefined, '', ' ', 'ä', 'x'.repeat(101)]) {
    test(`bad key: ${key === undefined ? 'none' : JSON.stringify(key)}`, async () => {
      const answer = await app.post('/api/transfers', transferOf(rich, poor, 1), key);
      assert.equal(answer.statusCode, 400);
      assert.match(answer.json().detail, /idempotency-key/);
    });
  }

  for (const [name, body] of badAccounts()) {
    test(`bad account: ${name}`, async () => {
      assert.equal((await app.post('/api/accounts', body)).statusCode, 400);
    });
  }

  for (const query of [
    'limit=0',
    'limit=501',
    'limit=x',
    'cursor=0',
    'cursor=-1',
    'limit=1&limit=2',
    'key=',
    'keyPrefix=',
  ]) {
    test(`bad query: ${query}`, async () => {
      assert.equal((await app.get(`/api/transfers?${query}`)).statusCode, 400);
    });
  }

  test('other refusals keep their own status', async () => {
    const headers = { 'content-type': 'text/plain', 'idempotency-key': 'k' };
    const text = await app.server.inject({ method: 'POST', url: '/api/transfers', headers, payload: 'x' });
    assert.equal(text.statusCode, 415);
    const long = await app.post('/api/accounts', { name: 'x'.repeat(20_000) });
    assert.equal(long.statusCode, 413);
    assert.equal((await app.get('/api/nothing')).statusCode, 404);
  });

  test('pages by cursor hold every transfer once, newest first', async () => {
    const newest = [];
    for (let count = 0; count < 5; count += 1) {
      newest.unshift((await app.post('/api/transfers', transferOf(rich, poor, 1), randomUUID())).json().id);
    }
    const first = (await app.get('/api/transfers?limit=3')).json();
    const second = (await app.get(`/api/transfers?limit=2&cursor=${first.nextCursor}`)).json();
    const ids = [...first.transfers, ...second.transfers].map((transfer: { id: number }) => transfer.id);
    assert.deepEqual(ids, newest);
    const last = (await app.get('/api/transfers?limit=500&cursor=2')).json();
    assert.equal(last.nextCursor, null);
  });

  test('pages by prefix hold every transfer of it once, in the order of their keys', async () => {
    const prefix = `p%_\\${randomUUID()}-`;
    // Neither the next prefix nor one that a wildcard would match.
    for (const key of [...[3, 1, 2, 10].map((n) => prefix + n), prefix.slice(0, -1), `pxx\\${prefix.slice(4)}1`])
      assert.equal((await app.post('/api/transfers', transferOf(rich, poor, 1), key)).statusCode, 201);
    const page = async (query: object) => {
      const all = new URLSearchParams({ keyPrefix: prefix, ...query });
      const { transfers } = (await app.get(`/api/transfers?${all}`)).json();
      return transfers.map((each: { idempotencyKey: string }) => each.idempotencyKey.slice(prefix.length));
    };
    assert.deepEqual(await page({}), ['1', '10', '2', '3']);
    assert.deepEqual(await page({ limit: 3 }), ['1', '10', '2']);
    assert.deepEqual(await page({ limit: 3, after: `${prefix}2` }), ['3']);
    assert.deepEqual(await page({ after: `${prefix}3` }), []);
  });

  test('pages of accounts end', async () => {
    const ids: number[] = [];
    for (let cursor: number | null = 0; cursor !== null; ) {
      const url: string = `/api/accounts?limit=4${cursor === 0 ? '' : `&cursor=${cursor}`}`;
      const page = (await app.get(url)).json();
      ids.push(...page.accounts.map((account: { id: number }) => account.id));
      cursor = page.nextCursor;
    }
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    );
    assert.equal(ids.length, (await app.get('/api/ledger')).json().accounts);
  });

  test('X-Forwarded-For counts from a trusted proxy only', async () => {
    const ask = async (remoteAddress: string) => {
      const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' };
      const answer = await app.server.inject({ url: '/api/whoami', remoteAddress, headers });
      return answer.json().clientAddress;
    };
    assert.equal(await ask('127.0.0.1'), '203.0.113.9');
    assert.equal(await ask('192.0.2.1'), '192.0.2.1');
  });

  test('the description names every address and its refusals', async () => {
    const description = (await app.get('/api/openapi.json')).json();
    assert.deepEqual(
      Object.entries(description.paths as object)
        .map(([path, methods]) => `${path} ${Object.keys(methods).sort()}`)
        .sort(),
      [
        '/api/accounts get,post',
        '/api/accounts/{id} get',
        '/api/ledger get',
        '/api/probes/{id} delete,get,put',
        '/api/transfers get,post',
        '/api/whoami get',
      ],
    );
    const post = description.paths['/api/transfers'].post;
    const key = post.parameters.find((parameter: { in: string }) => parameter.in === 'header');
    assert.deepEqual([key.name, key.required], ['idempotency-key', true]);
    assert.equal(post.requestBody.content['application/json'].schema.title, 'TransferRequest');
    assert.equal(post.responses.default.content['application/problem+json'].schema.title, 'Problem');
  });
});

function transferOf(fromAccountId: number, toAccountId: number, amountCents: number) {
  return { fromAccountId, toAccountId, amountCents };
}

function badTransfers(): [string, unknown][] {
  const good = transferOf(2, 3, 1);
  return [
    ['no body', ''],
    ['not JSON', '{"fromAccountId":'],
    ['an array', [good]],
    ['null', 'null'],
    ['missing amount', { fromAccountId: 2, toAccountId: 3 }],
    ['amount as text', { ...good, amountCents: '1' }],
    ['amount of nothing', { ...good, amountCents: 0 }],
    ['negative amount', { ...good, amountCents: -5 }],
    ['half a cent', { ...good, amountCents: 0.5 }],
    ['too much', { ...good, amountCents: 100_000_001 }],
    ['beyond whole numbers', '{"fromAccountId":2,"toAccountId":3,"amountCents":1e400}'],
    ['same account', { ...good, toAccountId: 2 }],
    ['unknown field', { ...good, currency: 'USD' }],
    ['note too long', { ...good, note: 'x'.repeat(141) }],
    ['control character', { ...good, note: 'a\u0000b' }],
    ['half a character', '{"fromAccountId":2,"toAccountId":3,"amountCents":1,"note":"\\ud83c"}'],
    ['prototype', '{"fromAccountId":2,"toAccountId":3,"amountCents":1,"__proto__":{"x":1}}'],
  ];
}

function badAccounts(): [string, unknown][] {
  return [
    ['no name', { openingBalanceCents: 1 }],
    ['empty name', { name: '' }],
    ['only a space', { name: ' ' }],
    ['space at the end', { name: 'Ada ' }],
    ['two lines', { name: 'Ada\nGrace' }],
    ['long name', { name: 'x'.repeat(81) }],
    ['negative balance', { name: 'Ada', openingBalanceCents: -1 }],
    ['kind', { name: 'Ada', kind: 'equity' }],
  ];
}
