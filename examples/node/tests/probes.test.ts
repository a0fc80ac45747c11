import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import type { Connection } from 'mysql2/promise';
import { connectBeside, migrate, needsDatabase, startApp, TEST_LIMIT_MS, type TestApp } from './fixture.ts';

describe('probes', { ...needsDatabase, timeout: TEST_LIMIT_MS }, () => {
  let app: TestApp;
  let beside: Connection;
  before(async () => {
    await migrate();
    app = startApp();
    beside = await connectBeside();
  });
  after(async () => {
    await beside.end();
    await app.close();
  });

  const put = (id: string, body: unknown): Promise<LightMyRequestResponse> =>
    app.server.inject({
      method: 'PUT',
      url: `/api/probes/${id}`,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
  const remove = (id: string) => app.server.inject({ method: 'DELETE', url: `/api/probes/${id}` });

  test('written, read back by another process, written anew, removed twice, gone', async () => {
    const id = randomUUID();
    const written = await put(id, { value: 'one' });
    assert.equal(written.statusCode, 200, written.body);
    const other = startApp();
    assert.equal((await other.get(`/api/probes/${id}`)).body, written.body);
    await other.close();
    await put(id, { value: 'two' });
    assert.equal((await app.get(`/api/probes/${id}`)).json().value, 'two');
    for (const answer of [await remove(id), await remove(id)]) {
      assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    }
    const gone = await app.get(`/api/probes/${id}`);
    assert.deepEqual([gone.statusCode, gone.json().code], [404, 'PROBE_NOT_FOUND']);
  });

  test('what was forgotten an hour ago is removed by the next write, and nothing younger', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    await beside.query(
      `insert into probes (id, value, written_at)
       values (?, 'x', utc_timestamp(3) - interval 61 minute), (?, 'x', utc_timestamp(3) - interval 59 minute)`,
      [old, young],
    );
    await put(randomUUID(), { value: 'new' });
    assert.equal((await app.get(`/api/probes/${old}`)).statusCode, 404);
    assert.equal((await app.get(`/api/probes/${young}`)).statusCode, 200);
  });

  test('the ledger does not notice', async () => {
    const before = (await app.get('/api/ledger?audit=true')).body;
    await put(randomUUID(), { value: 'x' });
    assert.equal((await app.get('/api/ledger?audit=true')).body, before);
  });

  for (const [name, id, body] of [
    ['an id with a dot', 'a.b', { value: 'x' }],
    ['an id that is too long', 'x'.repeat(65), { value: 'x' }],
    ['no value', 'a', {}],
    ['a number', 'a', { value: 1 }],
    ['a value that is too long', 'a', { value: 'x'.repeat(201) }],
    ['a control character', 'a', { value: 'a\nb' }],
    ['an unknown field', 'a', { value: 'x', cents: 1 }],
  ] as const) {
    test(`refused: ${name}`, async () => assert.equal((await put(id, body)).statusCode, 400));
  }
});
