import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { askLedger } from '../../src/load/ask-ledger.ts';
import { checkLedger, type LedgerVerdict, sortWrites } from '../../src/load/check-ledger.ts';
import type { LoadSummary } from '../../src/load/generate-load.ts';
import { ledgerMix } from '../../src/load/load-config.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';
import { startLoad } from '../../src/load/start-load.ts';
import { type LocalSite, openLocalSite } from './local-site.ts';

// The whole way, with the generator as a process: load, ledger, check. The application is honest, or rigged to betray
// one of its users; the check has to catch it.

interface Transfer {
  readonly idempotencyKey: string;
  readonly fromAccountId: number;
  readonly toAccountId: number;
  readonly amountCents: number;
}

/** How the `n`-th write (from 1) is made; the answer is 201 whatever it does. */
type Make = (books: Books, transfer: Transfer, n: number) => void;

class Books {
  readonly transfers: Transfer[] = [];
  readonly balances = new Map<number, number>([
    [1, -60_000],
    [2, 20_000],
    [3, 20_000],
    [4, 20_000],
  ]);

  record(transfer: Transfer): void {
    this.transfers.push(transfer);
  }

  move({ fromAccountId, toAccountId, amountCents }: Transfer): void {
    this.credit(fromAccountId, -amountCents);
    this.credit(toAccountId, amountCents);
  }

  credit(id: number, cents: number): void {
    this.balances.set(id, this.balances.get(id)! + cents);
  }

  /** What `GET /api/ledger?audit=true` adds up: the opening balances are known here. */
  sums() {
    const expected = new Books();
    for (const transfer of this.transfers) expected.move(transfer);
    const balances = [...this.balances];
    return {
      balanceSumCents: balances.reduce((sum, [, cents]) => sum + cents, 0),
      accountsOutOfBalance: balances.filter(([id, cents]) => expected.balances.get(id) !== cents).length,
      accountsOverdrawn: balances.filter(([id, cents]) => id !== 1 && cents < 0).length,
    };
  }
}

const honestly: Make = (books, transfer) => {
  books.record(transfer);
  books.move(transfer);
};

function application(make: Make): RequestListener {
  const books = new Books();
  let writes = 0;
  return async (request, response) => {
    const url = new URL(request.url!, 'https://www.example.test');
    const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (request.method === 'POST') {
      writes += 1;
      const body = JSON.parse(await text(request));
      make(books, { ...body, idempotencyKey: request.headers['idempotency-key'] }, writes);
      return answer(201, {});
    }
    if (url.pathname === '/api/ledger') return answer(200, books.sums());
    if (url.pathname === '/api/accounts') return answer(200, { accounts: accountsOf(books) });
    if (url.pathname !== '/api/transfers') return answer(200, {});
    const { keyPrefix = '', after = '', limit } = Object.fromEntries(url.searchParams);
    const found = books.transfers
      .filter(({ idempotencyKey: key }) => key.startsWith(keyPrefix) && key > after)
      .sort((one, other) => (one.idempotencyKey < other.idempotencyKey ? -1 : 1));
    return answer(200, { transfers: found.slice(0, Number(limit)) });
  };
}

function accountsOf({ balances }: Books): object[] {
  return [...balances].map(([id, balanceCents]) => ({ id, balanceCents, kind: id === 1 ? 'equity' : 'ordinary' }));
}

let opened: LocalSite | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const run = 'rigged';
const wrap = (argv: readonly string[]) => argv;

async function drillOn(make: Make): Promise<{ verdict: LedgerVerdict; summary: LoadSummary; acknowledged: number }> {
  opened = await openLocalSite(application(make));
  const { site } = opened;
  const before = await askLedger(site, run, wrap);
  expect(before).toMatchObject({ accounts: [2, 3, 4], found: [] });
  const records: RequestRecord[] = [];
  const config = {
    site,
    run,
    ratePerSecond: 100,
    secondsMax: 1,
    mix: ledgerMix,
    accounts: before.accounts,
    visitors: 5,
  };
  const load = await startLoad({ config, wrap, onRecord: (record) => records.push(record) });
  const summary = await load.ended;
  const after = await askLedger(site, run, wrap);
  const { acknowledged, unknown } = sortWrites(records);
  expect(unknown).toEqual([]);
  const verdict = checkLedger({
    acknowledged,
    unknown,
    found: after.found,
    sumBefore: before.sums,
    sumAfter: after.sums,
  });
  return { verdict, summary, acknowledged: acknowledged.length };
}

const nothing: LedgerVerdict = { lost: [], duplicates: [], unexpected: [], balanced: true };

describe('the check of the ledger', () => {
  test('is content with an honest application', async () => {
    const { verdict, summary, acknowledged } = await drillOn(honestly);
    expect(verdict).toEqual(nothing);
    expect([summary.requests, acknowledged]).toEqual([100, 30]);
  });

  test('catches one that acknowledges a transfer and forgets it', async () => {
    let forgotten = '';
    const { verdict } = await drillOn((books, transfer, n) => {
      if (n === 17) forgotten = transfer.idempotencyKey;
      else honestly(books, transfer, n);
    });
    expect(verdict).toEqual({ ...nothing, lost: [forgotten] });
  });

  test('catches one that makes a transfer twice', async () => {
    let doubled = '';
    const { verdict } = await drillOn((books, transfer, n) => {
      honestly(books, transfer, n);
      if (n !== 9) return;
      doubled = transfer.idempotencyKey;
      honestly(books, transfer, n);
    });
    expect(verdict).toEqual({ ...nothing, duplicates: [doubled] });
  });

  test('catches one that moves the money twice and writes it down once', async () => {
    const { verdict } = await drillOn((books, transfer, n) => {
      honestly(books, transfer, n);
      if (n === 9) books.move(transfer);
    });
    expect(verdict).toEqual({ ...nothing, balanced: false });
  });

  test('catches one that makes money', async () => {
    const { verdict } = await drillOn((books, transfer, n) => {
      honestly(books, transfer, n);
      if (n === 9) books.credit(transfer.toAccountId, 1);
    });
    expect(verdict).toEqual({ ...nothing, balanced: false });
  });

  test('catches one that makes transfers nobody asked for', async () => {
    const { verdict } = await drillOn((books, transfer, n) => {
      honestly(books, transfer, n);
      if (n === 9) honestly(books, { ...transfer, idempotencyKey: `drill-${run}-x` }, n);
    });
    expect(verdict).toEqual({ ...nothing, unexpected: [`drill-${run}-x`] });
  });
});

describe('the generator as a process', () => {
  test('stops when it is told to, on the same clock as its records', async () => {
    opened = await openLocalSite(application(honestly));
    const records: RequestRecord[] = [];
    const load = await startLoad({
      config: { site: opened.site, run, ratePerSecond: 50, secondsMax: 600, mix: ['read'], accounts: [], visitors: 2 },
      wrap,
      onRecord: (record) => {
        records.push(record);
        if (records.length === 10) load.stop();
      },
    });
    const summary = await load.ended;
    expect(records).toHaveLength(summary.requests);
    expect(load.now()).toBeGreaterThanOrEqual(Math.max(...records.map(({ endMs }) => endMs)));
  });

  test('says why it cannot begin', async () => {
    opened = await openLocalSite(application(honestly));
    const site = { ...opened.site, sourceAddresses: ['192.0.2.7'] };
    const config = { site, run, ratePerSecond: 50, secondsMax: 1, mix: ledgerMix, accounts: [2, 3], visitors: 2 };
    const begin = (changed: object) =>
      startLoad({ config: { ...config, ...changed }, wrap, onRecord: () => undefined });
    await expect(begin({})).rejects.toThrow('this machine has not the address 192.0.2.7 to send from');
    await expect(begin({ run: '' })).rejects.toThrow('the configuration of the load is wrong in: run');
  });

  test('a ledger that does not answer is said so', async () => {
    opened = await openLocalSite((_request, response) => response.writeHead(500).end('broken'));
    await expect(askLedger(opened.site, run, wrap)).rejects.toThrow(
      'the ledger could not be read: GET /api/ledger?audit=true failed 5 times, last: status 500: broken',
    );
  });
});
