import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { migrate, needsDatabase, startApp, TEST_DATABASE_URL, TEST_LIMIT_MS, type TestApp } from './fixture.ts';

// The database of the tests plays the secondary; the primary is one that is gone, or one that says nothing.

/** The promise is an answer within a second; a busy machine may miss it once. */
const READY_ATTEMPTS_MAX = 5;

async function readyWithin(app: TestApp, attempts: number): Promise<LightMyRequestResponse> {
  const answer = await app.get('/readyz');
  return answer.statusCode === 200 || attempts <= 1 ? answer : readyWithin(app, attempts - 1);
}

describe('there is no primary', { ...needsDatabase, timeout: 2 * TEST_LIMIT_MS, concurrency: true }, () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket));
  const closing = createServer((socket) => socket.destroy());
  const apps: TestApp[] = [];
  before(async () => {
    await migrate();
    for (const server of [silent, closing]) await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    for (const server of [silent, closing]) server.close();
    await Promise.all(apps.map((app) => app.close()));
  });

  const appOf = (primary: Server) => {
    const url = new URL(TEST_DATABASE_URL);
    url.host = `127.0.0.1:${(primary.address() as AddressInfo).port}`;
    const app = startApp({ DATABASE_URL: url.href, DATABASE_READ_URL: TEST_DATABASE_URL });
    apps.push(app);
    return app;
  };

  for (const [name, primary] of [
    ['gone', closing],
    ['silent', silent],
  ] as const) {
    test(`${name}: reads are answered by a secondary and say so, and the application stays ready`, async () => {
      const app = appOf(primary);
      for (const url of ['/api/accounts', '/api/accounts/1', '/api/transfers', '/api/ledger']) {
        const answer = await app.get(url);
        assert.equal(answer.statusCode, 200, url);
        assert.equal(answer.headers['x-read-from'], 'secondary');
      }
      const ready = await readyWithin(app, READY_ATTEMPTS_MAX);
      assert.deepEqual([ready.statusCode, ready.json()], [200, { status: 'ready', database: 'secondary' }]);
    });
  }

  test('what was not found is no answer while only a secondary can be asked for a key', async () => {
    const answer = await appOf(closing).get(`/api/transfers?key=${randomUUID()}`);
    assert.equal(answer.statusCode, 503);
  });

  test('a write does not go to a secondary: 503 when the wait for a primary was in vain', async () => {
    const body = { fromAccountId: 2, toAccountId: 3, amountCents: 1 };
    const answer = await appOf(closing).post('/api/transfers', body, randomUUID());
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.json().code, 'DATABASE_UNAVAILABLE');
  });
});
