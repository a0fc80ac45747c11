import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

// An application that takes its time: it counts what is sent to it, says things late, and echoes WebSockets.

const EVENTS = 4;
const EVENT_INTERVAL_MS = 1_000;
/** After so many bytes an upload may ask for a pause. */
const PAUSE_AFTER_BYTES = 8 << 20;

const heard: string[] = [];
const sockets = new Set<Duplex>();
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://app');
  const ms = Number(searchParams.get('ms') ?? 0);
  if (pathname === '/healthz' || pathname === '/readyz') response.end('ok\n');
  else if (pathname === '/heard') response.end(JSON.stringify(heard));
  else if (pathname.startsWith('/upload/') || pathname === '/form') await take(request, response, ms);
  else if (pathname.startsWith('/slow/') || pathname === '/late') await pause(ms).then(() => response.end('at last\n'));
  else if (pathname.startsWith('/feed/') || pathname === '/events') await tell(response);
  else response.writeHead(404).end();
}

/** Counts a body and forgets it. With a pause in the middle, as of a program that writes to a slow disk. */
async function take(request: IncomingMessage, response: ServerResponse, ms: number): Promise<void> {
  heard.push(request.url ?? '');
  const hash = createHash('sha256');
  let bytes = 0;
  let isRested = ms === 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    if (isRested || bytes < PAUSE_AFTER_BYTES) continue;
    isRested = true;
    await pause(ms);
  }
  response.end(JSON.stringify({ bytes, sha256: hash.digest('hex') }));
}

/** Events that say when they were sent. */
async function tell(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let event = 0; event < EVENTS; event += 1) {
    response.write(`data: ${Date.now()}\n\n`);
    await pause(EVENT_INTERVAL_MS);
  }
  response.end();
}

/** RFC 6455 section 4.2.2, and echoes of frames with up to 125 bytes. */
function upgrade(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => socket.destroy());
  socket.on('data', (frame: Buffer) => {
    const length = frame[1]! & 0x7f;
    const mask = frame.subarray(2, 6);
    const payload = frame.subarray(6, 6 + length).map((byte, index) => byte ^ mask[index % 4]!);
    socket.write(Buffer.concat([Buffer.from([frame[0]!, length]), payload]));
  });
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.on('upgrade', upgrade);
server.listen(Number(process.env.PORT), process.env.HOST);

/** Section 7.4.1: 1001 says that the server goes away. */
process.on('SIGTERM', () => {
  for (const socket of sockets) socket.end(Buffer.from([0x88, 2, 0x03, 0xe9]));
  server.close(() => process.exit(0));
});
