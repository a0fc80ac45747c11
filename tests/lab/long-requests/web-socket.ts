import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { eventually } from '../cli.ts';

/*
 * A WebSocket client that goes to an address of its own choice, over HTTP/1.1 (RFC 6455) or HTTP/2 (RFC 8441): Node's own
 * does neither. Its frames have at most 125 bytes, and the mask is zero, which leaves them readable.
 */

export interface Site {
  readonly address: string;
  readonly name: string;
  readonly caFile: string;
}

export interface WebSocketClient {
  readonly send: (text: string) => void;
  /** Waits until this is the text of the next frame that has come. */
  readonly receive: (text: string) => Promise<void>;
  /** Waits until it is closed: the status of the close frame, if there was one, and how the connection ended. */
  readonly closed: (limitMs: number) => Promise<{ status: number | undefined; isClean: boolean; atMs: number }>;
}

const ANSWER_LIMIT_MS = 5_000;

export async function openWebSocket(
  site: Site,
  version: 'HTTP/1.1' | 'HTTP/2',
  path: string,
): Promise<WebSocketClient> {
  const stream = await (version === 'HTTP/2' ? overHttp2(site, path) : overHttp1(site, path));
  const frames: Frame[] = [];
  let rest = Buffer.alloc(0);
  let end: { isClean: boolean; atMs: number } | undefined;
  const ended = (isClean: boolean) => {
    end ??= { isClean, atMs: Date.now() };
  };
  stream.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (let frame = parseFrame(rest); frame !== undefined; frame = parseFrame(rest)) {
      frames.push(frame);
      rest = rest.subarray(2 + frame.payload.length);
    }
  });
  stream.on('end', () => ended(true));
  stream.on('error', () => ended(false));
  return {
    send: (text) =>
      void stream.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])),
    async receive(text) {
      const frame = await eventually(`${version}: ${text}`, ANSWER_LIMIT_MS, async () => frames.shift());
      if (frame.payload.toString() !== text) throw new Error(`${version}: ${frame.payload} in place of ${text}`);
    },
    async closed(limitMs) {
      const { isClean, atMs } = await eventually(`${version}: the end`, limitMs, async () => end);
      const last = frames.find(({ opcode }) => opcode === 8);
      return { status: last?.payload.readUInt16BE(0), isClean, atMs };
    },
  };
}

const headers = { 'sec-websocket-version': '13' };

function overHttp1({ address, caFile, name }: Site, path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ host: address, servername: name, ca: readFileSync(caFile), path },
      headers: {
        ...{ ...headers, host: name, connection: 'Upgrade', upgrade: 'websocket' },
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    });
    asked.on('upgrade', (response, socket) => {
      // The sample of RFC 6455 section 1.3.
      if (response.headers['sec-websocket-accept'] === 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=') resolve(socket);
      else reject(new Error('the key is not answered'));
    });
    asked.on('response', ({ statusCode }) => reject(new Error(`answered ${statusCode} in place of 101`)));
    asked.on('error', reject);
    asked.end();
  });
}

function overHttp2({ address, caFile, name }: Site, path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`https://${name}`, {
      createConnection: () =>
        connectTls({ host: address, port: 443, servername: name, ca: readFileSync(caFile), ALPNProtocols: ['h2'] }),
    });
    session.on('error', reject);
    session.once('remoteSettings', ({ enableConnectProtocol }) => {
      if (enableConnectProtocol !== true) return reject(new Error('extended CONNECT is not offered'));
      const stream = session.request({ ...headers, ':method': 'CONNECT', ':protocol': 'websocket', ':path': path });
      stream.on('close', () => session.close());
      stream.on('response', ({ ':status': status }) =>
        status === 200 ? resolve(stream) : reject(new Error(`answered ${status} in place of 200`)),
      );
      stream.on('error', reject);
    });
  });
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The first frame, unmasked and short; undefined while it is not complete. */
function parseFrame(bytes: Buffer): Frame | undefined {
  const [first, length] = bytes;
  if (first === undefined || length === undefined || bytes.length < 2 + length) return undefined;
  return { opcode: first & 0x0f, payload: bytes.subarray(2, 2 + length) };
}
