import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApp } from './fixture.ts';

test('X-Forwarded-For counts from a trusted proxy only', async () => {
  const app = startApp({ DATABASE_URL: 'mysql://nobody:x@127.0.0.1:1/app' });
  const ask = async (remoteAddress: string) => {
    const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' };
    const answer = await app.server.inject({ url: '/api/whoami', remoteAddress, headers });
    return answer.json().clientAddress;
  };
  assert.equal(await ask('127.0.0.1'), '203.0.113.9');
  assert.equal(await ask('192.0.2.1'), '192.0.2.1');
  await app.close();
});
