import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { connectBeside, migrate, needsDatabase, startApp, TEST_LIMIT_MS } from './fixture.ts';

test('more requests than connections while one account is locked: nobody waits for ever', {
  ...needsDatabase,
  timeout: TEST_LIMIT_MS,
}, async () => {
  await migrate();
  const [app, beside] = [startApp({ DATABASE_POOL: '3' }), await connectBeside()];
  const [fromAccountId, toAccountId] = [await app.openAccount(1_000), await app.openAccount(0)];
  const pay = () => app.post('/api/transfers', { fromAccountId, toAccountId, amountCents: 1 }, randomUUID());
  await beside.query('begin');
  await beside.query('select id from accounts where id = ? for update', [fromAccountId]);
  const answers = await Promise.all(Array.from({ length: 12 }, () => pay()));
  await beside.query('rollback');
  for (const answer of answers) assert.match(answer.body, /"code":"(BUSY|CONTENTION)"/);
  assert.equal((await pay()).statusCode, 201);
  await beside.end();
  await app.close();
});
