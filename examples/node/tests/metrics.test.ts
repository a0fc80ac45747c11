import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { ROOT, startApp, TEST_LIMIT_MS } from './fixture.ts';

const away = { DATABASE_URL: 'mysql://nobody:nothing@127.0.0.1:1/nowhere' };

describe('measurements', () => {
  test('tell of requests by route, whatever they were for', async () => {
    const app = startApp(away);
    await app.get('/healthz');
    await app.get('/nowhere/else');
    const { headers, body } = await app.get('/metrics');
    await app.close();
    assert.match(String(headers['content-type']), /^text\/plain/);
    assert.match(body, /^http_request_duration_seconds_count\{method="GET",route="\/healthz",code="2xx"\} 1$/m);
    assert.match(body, /route="none",code="4xx"/);
    assert.match(body, /^process_cpu_seconds_total /m);
  });

  test('are nothing for users', async () => {
    const app = startApp(away);
    const refused = await app.server.inject({ url: '/metrics', headers: { 'x-forwarded-for': '192.0.2.1' } });
    await app.close();
    assert.equal(refused.statusCode, 404);
    assert.equal(refused.json().code, 'NOT_FOUND');
  });

  test('of several processes are those of all, whichever is asked', { timeout: TEST_LIMIT_MS }, async () => {
    const port = await freePort();
    const env = { ...process.env, ...away, PORT: String(port), WEB_CONCURRENCY: '2', LOG_LEVEL: 'info' };
    const child = spawn(process.execPath, ['src/main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let said = '';
      for await (const chunk of child.stdout) {
        said += chunk;
        if (said.split('Server listening').length > 2) break;
      }
      const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
      for (let count = 0; count < 10; count += 1) await get('/healthz');
      for (let count = 0; count < 4; count += 1) {
        const text = await (await get('/metrics')).text();
        assert.match(text, /^http_request_duration_seconds_count\{method="GET",route="\/healthz",code="2xx"\} 10$/m);
      }
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
