import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoadConfig, ledgerMix, parseLoadConfig } from '../../src/load/load-config.ts';
import { dueMs, requestAt, requestCount } from '../../src/load/timetable.ts';

const config: LoadConfig = {
  site: {
    name: 'www.example.test',
    port: 443,
    nameServers: ['192.0.2.53'],
    authorityFile: undefined,
    sourceAddresses: [],
    requestTimeoutMs: 5_000,
  },
  run: 'r1',
  ratePerSecond: 50,
  secondsMax: 20,
  mix: ledgerMix,
  accounts: [2, 3, 5, 8],
  visitors: 20,
};
const all = Array.from({ length: requestCount(config) }, (_, n) => requestAt(config, n));

describe('the timetable', () => {
  test('is constant: nothing that happens moves a request', () => {
    expect(all).toHaveLength(1_000);
    expect(all.map((each) => each.dueMs)).toEqual(all.map((_, n) => n * 20));
    expect(dueMs(30, 1)).toBe(33.333);
  });

  test('has a fifth pages, half reads, and transfers for the rest, and half of each over kept connections', () => {
    const counts = Object.groupBy(all, ({ kind, connection }) => `${kind} ${connection}`);
    expect(Object.fromEntries(Object.entries(counts).map(([what, found]) => [what, found?.length]))).toEqual({
      'static new': 100,
      'static kept': 100,
      'read new': 250,
      'read kept': 250,
      'write new': 150,
      'write kept': 150,
    });
  });

  test('gives every write a key of its own, and reads none', () => {
    const keys = all.flatMap(({ write }) => (write === undefined ? [] : [write.key]));
    expect(new Set(keys).size).toBe(300);
    expect(keys[0]).toBe('drill-r1-2');
    expect(all.every(({ kind, write }) => (kind === 'write') === (write !== undefined))).toBe(true);
  });

  test('moves money to and fro: after all pairs of accounts every balance is what it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 2, max: 999 }), { minLength: 2, maxLength: 9 }), (accounts) => {
        const pairs = accounts.length * (accounts.length - 1);
        const balances = new Map(accounts.map((id) => [id, 0]));
        const made = new Set<string>();
        for (let n = 0; n < pairs; n += 1) {
          const { body } = requestAt({ ...config, mix: ['write'], accounts }, n).write!;
          const { fromAccountId: from, toAccountId: to, amountCents } = JSON.parse(body);
          made.add(`${from} ${to}`);
          balances.set(from, balances.get(from)! - amountCents);
          balances.set(to, balances.get(to)! + amountCents);
        }
        expect(made.size).toBe(pairs);
        expect([...balances.values()].every((cents) => cents === 0)).toBe(true);
      }),
    );
  });
});

describe('the configuration of a load', () => {
  test('is read as it is written', () => {
    const { authorityFile: _, ...site } = config.site;
    expect(parseLoadConfig(JSON.stringify(config))).toEqual({ ...config, site });
  });

  test.each([
    ['site', { site: undefined }],
    ['site.name, site.port', { site: { ...config.site, name: '', port: 0 } }],
    ['site.nameServers, site.sourceAddresses', { site: { ...config.site, nameServers: 'x', sourceAddresses: [1] } }],
    ['run', { run: 'Not good' }],
    ['ratePerSecond', { ratePerSecond: 0 }],
    ['ratePerSecond', { ratePerSecond: 100_000 }],
    ['secondsMax', { secondsMax: 1e9 }],
    ['mix', { mix: [] }],
    ['mix', { mix: ['delete'] }],
    ['accounts', { accounts: [2] }],
    ['accounts', { accounts: [2, 2] }],
    ['visitors', { visitors: 1.5 }],
  ])('is refused for %s', (fields, wrong) => {
    const parse = () => parseLoadConfig(JSON.stringify({ ...config, ...wrong }));
    expect(parse).toThrow(`the configuration of the load is wrong in: ${fields}`);
  });
});
