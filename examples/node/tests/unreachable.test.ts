import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { startApp, TEST_LIMIT_MS } from './fixture.ts';

const sockets = new Set<Socket>();
const silent = await listen(createServer((socket) => sockets.add(socket)));
const closing = await listen(createServer((socket) => socket.destroy()));
after(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  closing.close();
});

async function listen(server: Server): Promise<Server> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function urlOf(server: Server): string {
  return `mysql://u:p@127.0.0.1:${(server.address() as AddressInfo).port}/app`;
}

test('a database that accepts and says nothing: alive, and not ready within a second', {
  timeout: TEST_LIMIT_MS,
}, async () => {
  const app = startApp({ DATABASE_URL: urlOf(silent) });
  assert.equal((await app.get('/healthz')).statusCode, 200);
  const startedAt = performance.now();
  const ready = await app.get('/readyz');
  assert.equal(ready.statusCode, 503);
  assert.match(ready.json().reason, /did not answer|not reachable/);
  // The promise is 1 s; three times that leaves room for a busy machine and is still far from hanging.
  assert(performance.now() - startedAt < 3_000);
  await app.close();
});

test('a proxy without a database: 503, when to come back, and no hanging', { timeout: TEST_LIMIT_MS }, async () => {
  const app = startApp({ DATABASE_URL: urlOf(closing) });
  const ready = await app.get('/readyz');
  assert.equal(ready.statusCode, 503);
  assert.match(ready.json().reason, /not reachable/);
  const answer = await app.get('/api/ledger');
  assert.equal(answer.statusCode, 503);
  assert.equal(answer.headers['retry-after'], '1');
  assert.equal(answer.json().code, 'DATABASE_UNAVAILABLE');
  await app.close();
});
