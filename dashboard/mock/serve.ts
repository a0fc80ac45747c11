import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { alertmanagerAlerts, alertmanagerSilences, prometheusAlerts } from './alerts.ts';
import { answerInstant, answerRange } from './answer.ts';
import { makeWorld, type World, type WorldSize, type WorldState } from './world.ts';

export interface Mock {
  readonly url: string;
  readonly state: WorldState;
  /** Paths and questions that nothing was known of: the page asked for something that is not there. */
  readonly unknown: readonly string[];
  readonly close: () => Promise<void>;
}

/** The dashboard's web server with a made-up Prometheus and Alertmanager behind it, for tests and for work on the page. */
export async function serveMock(directory: string, size: WorldSize, port = 0): Promise<Mock> {
  const world = makeWorld(size, Date.now() / 1000);
  const unknown: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    void answer(world, url, directory, response).then((isKnown) => {
      if (!isKnown) unknown.push(`${url.pathname} ${url.searchParams.get('query') ?? ''}`.trim());
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${taken}/`, state: world.state, unknown, close };
}

async function answer(world: World, url: URL, directory: string, response: ServerResponse): Promise<boolean> {
  const { state, document } = world;
  if (state.isLoginExpired && url.pathname !== '/') return send(response, 401, types['.html']!, '<h1>401</h1>');
  const isGone =
    (url.pathname.startsWith('/prometheus/') && state.prometheus === 'gone') ||
    (url.pathname.startsWith('/alertmanager/') && state.alertmanager === 'gone');
  if (isGone) return send(response, 502, types['.html']!, '<h1>502</h1>');
  const now = Date.now() / 1000;
  switch (url.pathname) {
    case '/platform.json':
      return sendJson(response, document);
    case '/marks.json':
      return sendJson(response, marksBefore(now));
    case '/prometheus/api/v1/query':
      return sendInstant(world, url.searchParams, now, response);
    case '/prometheus/api/v1/query_range':
      return sendRange(world, url.searchParams, response);
    case '/prometheus/api/v1/alerts':
      return sendJson(response, { status: 'success', data: { alerts: prometheusAlerts(world, now) } });
    case '/alertmanager/api/v2/alerts':
      return sendJson(response, alertmanagerAlerts(world, now));
    case '/alertmanager/api/v2/silences':
      return sendJson(response, alertmanagerSilences(world, now));
    default:
      return sendFile(response, directory, url.pathname === '/' ? '/index.html' : url.pathname);
  }
}

function marksBefore(now: number) {
  const marks = [
    { ago: 2 * 86_400, kind: 'drill', title: 'lb-1 loses power: 0 of 12,400 requests failed', host: 'lb-1' },
    { ago: 5400, kind: 'switchover', title: 'db-2 became the primary', host: 'db-2' },
    { ago: 2400, kind: 'drill', title: 'web-2 dies: 2 of 9,870 requests failed', host: 'web-2' },
    { ago: 1300, kind: 'deploy', title: 'release 63d97ca5606d on web-1, web-2' },
  ];
  return marks.map(({ ago, ...mark }) => ({ at: new Date((now - ago) * 1000).toISOString(), ...mark }));
}

function sendInstant(world: World, words: URLSearchParams, now: number, response: ServerResponse): boolean {
  const samples = answerInstant(world, words.get('query') ?? '', now);
  const result = samples?.map(({ labels, value }) => ({ metric: labels, value: [now, String(value)] }));
  return sendResult(response, 'vector', result);
}

function sendRange(world: World, words: URLSearchParams, response: ServerResponse): boolean {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((word) => Number(words.get(word)));
  const count = world.state.prometheus === 'empty' ? 0 : Math.floor((end - start) / step) + 1;
  const times = Array.from({ length: count }, (_, at) => start + at * step);
  const lines = answerRange(world, words.get('query') ?? '', times);
  const result = lines?.map(({ labels, points }) => ({
    metric: labels,
    values: points.map(([at, value]) => [at, String(value)]),
  }));
  return sendResult(response, 'matrix', result);
}

function sendResult(response: ServerResponse, resultType: string, result: unknown): boolean {
  if (result !== undefined) return sendJson(response, { status: 'success', data: { resultType, result } });
  send(
    response,
    400,
    'application/json',
    JSON.stringify({ status: 'error', error: 'the mock knows no such question' }),
  );
  return false;
}

function sendJson(response: ServerResponse, document: unknown): boolean {
  return send(response, 200, 'application/json', JSON.stringify(document));
}

/** Compressed, and with the strictest policy that the page can live with. */
function send(response: ServerResponse, status: number, type: string, body: string | Buffer): boolean {
  response.writeHead(status, { 'content-type': type, 'content-encoding': 'gzip', 'content-security-policy': policy });
  response.end(gzipSync(body, { level: 6 }));
  return true;
}

const policy = [
  "default-src 'none'",
  ...['script-src', 'style-src', 'img-src', 'connect-src'].map((what) => `${what} 'self'`),
  ...['base-uri', 'form-action', 'frame-ancestors'].map((what) => `${what} 'none'`),
].join('; ');

async function sendFile(response: ServerResponse, directory: string, path: string): Promise<boolean> {
  try {
    const body = await readFile(join(directory, normalize(path)));
    return send(response, 200, types[extname(path)] ?? 'application/octet-stream', body);
  } catch {
    send(response, 404, types['.html']!, '<h1>404</h1>');
    return path === '/favicon.ico';
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
