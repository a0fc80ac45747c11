import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ask, assertRefused, type Problem, urls } from './running-ledger.ts';

describe('the service', { concurrency: true }, () => {
  test('every answer says which host gave it, is not kept by caches and can be found in the log', async () => {
    for (const path of ['/healthz', '/readyz', '/api/accounts', '/api/openapi.json', '/api/nowhere']) {
      const { headers } = await ask(path);
      assert.match(headers['x-served-by'] ?? '', /^[\w.-]+$/, path);
      assert.equal(headers['cache-control'], 'no-store', path);
      assert.match(headers['x-request-id'] ?? '', /./, path);
    }
  });

  test('alive, and ready', async () => {
    const [alive, ready] = [await ask('/healthz'), await ask<{ status: string; database: string }>('/readyz')];
    assert.deepEqual([alive.status, alive.body], [200, { status: 'alive' }]);
    assert.deepEqual([ready.status, ready.body.status], [200, 'ready'], ready.text);
    assert.match(ready.body.database, /^(primary|secondary)$/);
  });

  test('it describes itself exactly as the contract says', async () => {
    const contract = JSON.parse(readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8'));
    const { status, body } = await ask('/api/openapi.json');
    assert.equal(status, 200);
    assert.deepEqual(body, contract);
  });

  test('whoami: who answered, and an address that the client could not choose', async () => {
    // The rightmost entry may count, because whoever runs the suite may be a trusted proxy; no other may.
    const answer = await ask<{ host: string; clientAddress: string; protocol: string }>('/api/whoami', {
      headers: { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' },
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.body).sort(), ['clientAddress', 'host', 'protocol']);
    assert.equal(answer.body.host, answer.headers['x-served-by']);
    assert.notEqual(isIP(answer.body.clientAddress), 0, answer.text);
    assert.notEqual(answer.body.clientAddress, '198.51.100.7');
    assert.equal(`${answer.body.protocol}:`, urls[0]?.protocol);
  });

  test('what is not there', async () => {
    assertRefused(await ask<Problem>('/api/nowhere'), 404, 'NOT_FOUND');
  });
});
