import { type RequestOptions, request } from 'node:https';

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export type Answered =
  | { readonly kind: 'answer'; readonly status: number; readonly servedBy: string | undefined; readonly body: string }
  | {
      readonly kind: 'broken';
      readonly error: NodeJS.ErrnoException;
      /** True: a kept connection was closed before an answer began; whoever asks may not even have been heard. */
      readonly stale: boolean;
    };

/** An answer that is longer is read to its end, and its rest is forgotten. */
const BODY_CHARACTERS_MAX = 1 << 20;

/** Sends one request over one connection and reads its whole answer. Never rejects. */
export function ask(connection: RequestOptions, asked: Asked, signal: AbortSignal): Promise<Answered> {
  return new Promise((resolve) => {
    const { method, path, headers, body } = asked;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request({ ...connection, method, path, headers: { ...headers, ...length }, signal });
    const broken = (error: NodeJS.ErrnoException, stale: boolean) => resolve({ kind: 'broken', error, stale });
    outgoing.on('error', (error: NodeJS.ErrnoException) => broken(error, outgoing.reusedSocket && isClosed(error)));
    outgoing.on('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        if (text.length < BODY_CHARACTERS_MAX) text += chunk;
      });
      // Cut off in the middle: the answer had begun, so nobody sends the request again.
      incoming.on('error', (error: NodeJS.ErrnoException) => broken(error, false));
      incoming.on('end', () => {
        const servedBy = incoming.headers['x-served-by'];
        resolve({
          kind: 'answer',
          status: incoming.statusCode ?? 0,
          servedBy: typeof servedBy === 'string' ? servedBy : undefined,
          body: text,
        });
      });
    });
    outgoing.end(body);
  });
}

function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}
