import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { connectBeside, migrate, needsDatabase, startApp, TEST_LIMIT_MS } from './fixture.ts';

test('a probe that was forgotten an hour ago is removed by the next write, and nothing younger', {
  ...needsDatabase,
  timeout: TEST_LIMIT_MS,
}, async () => {
  await migrate();
  const [app, beside, old, young] = [startApp(), await connectBeside(), randomUUID(), randomUUID()];
  await beside.query(
    `insert into probes (id, value, written_at)
     values (?, 'x', utc_timestamp(3) - interval 61 minute), (?, 'x', utc_timestamp(3) - interval 59 minute)`,
    [old, young],
  );
  const written = await app.server.inject({
    method: 'PUT',
    url: `/api/probes/${randomUUID()}`,
    payload: { value: 'new' },
  });
  assert.equal(written.statusCode, 200);
  assert.equal((await app.get(`/api/probes/${old}`)).statusCode, 404);
  assert.equal((await app.get(`/api/probes/${young}`)).statusCode, 200);
  await beside.end();
  await app.close();
});
