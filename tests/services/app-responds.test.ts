import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { respondsCommand } from '../../src/services/app/commands.ts';

/** Sends whoever does not come by HTTPS elsewhere, as many applications do. */
const server = createServer((request, response) => {
  if (request.headers['x-forwarded-proto'] !== 'https') response.writeHead(301, { location: 'https://site.test/' });
  else if (request.url === '/moved') response.writeHead(302, { location: '/healthz' });
  else response.writeHead(request.url === '/healthz' ? 200 : 503);
  response.end('said');
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('an application that wants HTTPS is asked as Nginx asks it', async () => {
  expect(await ask('/healthz')).toMatchObject({ stdout: 'said' });
});

test('neither a refusal nor being sent elsewhere is success', async () => {
  await expect(ask('/readyz')).rejects.toMatchObject({ stdout: 'said', code: 22 });
  await expect(ask('/moved')).rejects.toMatchObject({ code: 47 });
});

function ask(path: string) {
  const { port } = server.address() as AddressInfo;
  const [program = '', ...words] = respondsCommand('127.0.0.1', port, path);
  return promisify(execFile)(program, words);
}
