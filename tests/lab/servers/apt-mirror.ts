import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const cache = '/var/lib/smartx/test-packages';

/**
 * A proxy for apt-get on machines that have no way to the internet: it listens on an address of a lab's own bridge and
 * fetches for them. Packages never change under their name, so each is fetched once.
 */
export async function startAptMirror(address: string, port: number): Promise<Server> {
  await mkdir(cache, { recursive: true });
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return server;
}

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = incoming.url ?? '';
  const file = join(cache, createHash('sha256').update(url).digest('hex'));
  if (!url.endsWith('.deb')) return forward(url, incoming, response);
  if (!(await isThere(file))) await fetchTo(url, file);
  response.writeHead(200, { 'content-length': (await stat(file)).size });
  await pipeline(createReadStream(file), response);
}

async function forward(url: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host: _, 'proxy-connection': __, ...headers } = incoming.headers;
  const upstream = await ask(url, headers);
  response.writeHead(upstream.statusCode ?? 502, upstream.headers);
  await pipeline(upstream, response);
}

async function fetchTo(url: string, file: string): Promise<void> {
  const upstream = await ask(url, {});
  if (upstream.statusCode !== 200) throw new Error(`${url}: ${upstream.statusCode}`);
  const incoming = `${file}.${process.hrtime.bigint()}`;
  await pipeline(upstream, createWriteStream(incoming));
  await rename(incoming, file);
}

function ask(url: string, headers: IncomingMessage['headers']): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, resolve).on('error', reject).end();
  });
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
