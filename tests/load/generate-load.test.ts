import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { generateLoad, type LoadSummary } from '../../src/load/generate-load.ts';
import { type LoadConfig, ledgerMix } from '../../src/load/load-config.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';
import { dueMs } from '../../src/load/timetable.ts';
import { type LocalSite, openLocalSite, openSilentNameServer } from './local-site.ts';

// The generator against a real HTTPS server and a real name server on this machine. Counts and outcomes are asserted,
// never how long something took.

let opened: LocalSite | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

interface Load {
  readonly listener: RequestListener;
  readonly config?: Partial<LoadConfig>;
  readonly site?: Partial<LoadConfig['site']>;
  readonly certificateName?: string;
  readonly inFlightLimit?: number;
  readonly stopAfter?: number;
  /** Asked before the one that answers. */
  readonly firstNameServer?: string;
}

async function loadOn(load: Load) {
  const { listener, config, site, certificateName, inFlightLimit, stopAfter, firstNameServer } = load;
  opened = await openLocalSite(listener, certificateName);
  const nameServers = [...(firstNameServer === undefined ? [] : [firstNameServer]), ...opened.site.nameServers];
  const stop = new AbortController();
  const records: RequestRecord[] = [];
  const began = performance.now();
  const summary: LoadSummary = await generateLoad(
    {
      site: { ...opened.site, nameServers, ...site },
      run: 'r1',
      ratePerSecond: 50,
      secondsMax: 0.8,
      mix: ledgerMix,
      accounts: [2, 3],
      visitors: 4,
      ...config,
    },
    {
      now: () => performance.now() - began,
      onRecord: (record) => {
        records.push(record);
        if (records.length === stopAfter) stop.abort();
      },
      stop: stop.signal,
      ...(inFlightLimit !== undefined && { inFlightLimit }),
    },
  );
  return { records, summary, outcomes: countBy(records, ({ outcome }) => outcome) };
}

function countBy<Value>(values: readonly Value[], name: (value: Value) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[name(value)] = (counts[name(value)] ?? 0) + 1;
  return counts;
}

const well: RequestListener = (request, response) => {
  response.setHeader('x-served-by', 'web-1');
  response.statusCode = request.method === 'POST' ? 201 : 200;
  request.resume().on('end', () => response.end('{}'));
};

describe('a load', () => {
  test('sends what it planned, from all of its addresses, and says what came of it', async () => {
    const seen: { method: string; url: string; key: unknown; from: string; close: boolean }[] = [];
    const { records, outcomes } = await loadOn({
      listener: (request, response) => {
        seen.push({
          method: request.method!,
          url: request.url!,
          key: request.headers['idempotency-key'],
          from: request.socket.remoteAddress!,
          close: request.headers.connection === 'close',
        });
        well(request, response);
      },
    });
    expect(outcomes).toEqual({ ok: 40 });
    expect(countBy(records, ({ kind, connection }) => `${kind} ${connection}`)).toEqual({
      'static new': 4,
      'static kept': 4,
      'read new': 10,
      'read kept': 10,
      'write new': 6,
      'write kept': 6,
    });
    expect(countBy(seen, ({ method, url }) => `${method} ${url}`)).toEqual({
      'GET /': 8,
      'GET /api/accounts?limit=50': 20,
      'POST /api/transfers': 12,
    });
    expect(new Set(seen.map(({ from }) => from))).toEqual(new Set(['127.0.0.2', '127.0.0.3', '127.0.0.4']));
    expect(seen.filter(({ close }) => close)).toHaveLength(20);
    expect(new Set(seen.flatMap(({ key }) => key ?? []))).toEqual(new Set(records.flatMap(({ key }) => key ?? [])));
    expect(records.every(({ servedBy, endMs, dueMs: due }) => servedBy === 'web-1' && endMs >= due)).toBe(true);
  });

  test('is open: a server that answers nobody gets every request all the same, and everybody feels the wait', async () => {
    const waiting: [IncomingMessage, ServerResponse][] = [];
    const enough = 30;
    let answersAll = false;
    let releasedMs = 0;
    const began = performance.now();
    // Answers only when as many wait as no closed loop over the visitors' connections would have sent.
    const { records, summary, outcomes } = await loadOn({
      listener: (request, response) => {
        waiting.push([request, response]);
        if (!answersAll && waiting.length < enough) return;
        if (!answersAll) releasedMs = performance.now() - began;
        answersAll = true;
        for (const pair of waiting.splice(0)) well(...pair);
      },
    });
    expect(outcomes).toEqual({ ok: 40 });
    expect(summary.inFlightMax).toBeGreaterThanOrEqual(enough);
    expect(records.map((record) => record.dueMs).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, n) => dueMs(50, n)),
    );
    // Latency counts from when they were due, so that the first one waited longest: none is left out, none is late.
    const held = records.filter((record) => record.dueMs < dueMs(50, enough - 10));
    expect(held).toHaveLength(enough - 10);
    expect(releasedMs).toBeGreaterThan(0);
    const first = records.find((record) => record.dueMs === 0)!;
    expect(first.endMs).toBeGreaterThanOrEqual(dueMs(50, enough - 1));
  });

  test('ends a request after its time and counts it as failed', async () => {
    const { records, outcomes } = await loadOn({
      listener: (request, response) => {
        if (request.url !== '/') well(request, response);
      },
      site: { requestTimeoutMs: 1_500 },
    });
    expect(outcomes).toEqual({ ok: 32, timeout: 8 });
    const late = records.filter(({ outcome }) => outcome === 'timeout');
    expect(late.every(({ endMs, dueMs: due, kind }) => endMs - due >= 1_499 && kind === 'static')).toBe(true);
  });

  test('stops when it is told to, and finishes what is in flight', async () => {
    const { records, summary } = await loadOn({ listener: well, config: { secondsMax: 600 }, stopAfter: 10 });
    expect(records).toHaveLength(summary.requests);
    expect(summary.requests).toBeGreaterThanOrEqual(10);
    expect(summary.requests).toBeLessThan(600 * 50);
  });

  test('drops nothing silently when too much is in flight', async () => {
    const { summary, outcomes } = await loadOn({
      listener: () => undefined,
      site: { requestTimeoutMs: 2_000 },
      inFlightLimit: 10,
    });
    expect(outcomes).toEqual({ timeout: 10, unsent: 30 });
    expect([summary.unsent, summary.inFlightMax]).toEqual([30, 10]);
  });
});

describe('a kept connection', () => {
  test('that is closed before the answer is no failure: the request is sent again, once, writes with their key', async () => {
    const requests = new Map<object, number>();
    const keys: unknown[] = [];
    const { records, outcomes } = await loadOn({
      listener: (request, response) => {
        const nth = (requests.get(request.socket) ?? 0) + 1;
        requests.set(request.socket, nth);
        if (request.method === 'POST') keys.push(request.headers['idempotency-key']);
        if (nth === 2) return request.socket.destroy();
        well(request, response);
      },
    });
    expect(outcomes).toEqual({ ok: 40 });
    const resent = records.filter((record) => record.resent);
    expect(resent.length).toBeGreaterThan(0);
    expect(resent.every(({ connection }) => connection === 'kept')).toBe(true);
    const twice = keys.filter((key, place) => keys.indexOf(key) !== place);
    expect(new Set(twice)).toEqual(new Set(resent.flatMap(({ key }) => key ?? [])));
  });

  test('and one that was opened for this request is not sent again', async () => {
    const { records, outcomes } = await loadOn({ listener: (request) => request.socket.destroy() });
    expect(outcomes).toEqual({ reset: 40 });
    expect(records.some(({ resent }) => resent)).toBe(false);
  });

  test('an answer that breaks off in the middle is a failure', async () => {
    const { outcomes } = await loadOn({
      listener: (request, response) => {
        response.setHeader('content-length', 1_000);
        response.write('half', () => request.socket.destroy());
      },
    });
    expect(outcomes).toEqual({ reset: 40 });
  });
});

describe('what goes wrong has a name', () => {
  test.each([
    [429, 'rateLimited'],
    [404, 'clientError'],
    [503, 'serverError'],
  ] as const)('status %i', async (status, outcome) => {
    const { records, outcomes } = await loadOn({
      listener: (_request, response) => response.writeHead(status).end(),
    });
    expect(outcomes).toEqual({ [outcome]: 40 });
    expect(records.every((record) => record.status === status)).toBe(true);
  });

  test('nobody listens', async () => {
    // Port 9 (discard) has had no listener for decades.
    expect((await loadOn({ listener: well, site: { port: 9 } })).outcomes).toEqual({ refused: 40 });
  });

  test('a certificate for another name', async () => {
    const { outcomes } = await loadOn({ listener: well, certificateName: 'www.example.org' });
    expect(outcomes).toEqual({ tls: 40 });
  });

  test('a certificate of an authority that nobody trusts', async () => {
    expect((await loadOn({ listener: well, site: { authorityFile: undefined } })).outcomes).toEqual({ tls: 40 });
  });

  test('no name server answers', async () => {
    const silent = await openSilentNameServer();
    const nameServers = [`127.0.0.1:${silent.address().port}`];
    const { outcomes } = await loadOn({ listener: well, site: { nameServers } });
    silent.close();
    expect(outcomes).toEqual({ dns: 40 });
  });

  test('one name server of two is silent: nobody fails', async () => {
    const silent = await openSilentNameServer();
    const { outcomes } = await loadOn({ listener: well, firstNameServer: `127.0.0.1:${silent.address().port}` });
    silent.close();
    expect(outcomes).toEqual({ ok: 40 });
  });
});
