import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../../../agent/backup/catalogue.ts';
import { chainBefore, chainTo, coveredBy, followLogs } from '../../../agent/backup/chain.ts';
import type { CheckRecord, FullManifest, LogManifest } from '../../../agent/backup/documents.ts';
import { logsOfLife } from '../../../agent/backup/lives.ts';
import { filesToPrune } from '../../../agent/backup/prune.ts';
import { formatGtidSet, parseGtidSet } from '../../../agent/gtid-set.ts';

const group = '11111111-2222-3333-4444-555555555555';
const packed = { bytes: 1, sha256: '' };

function full(when: string, last: number): FullManifest {
  const gtids = `${group}:1-${last}`;
  const facts = { host: 'db-3', version: '9.7.4', tables: [], dataBytes: 1, seconds: 1 };
  return { kind: 'full', name: `full-${when}`, when, gtids, ...facts, ...packed };
}

function log(when: string, from: number, to: number, host = 'db-3'): LogManifest {
  const [gtids, previous] = [`${group}:${from}-${to}`, from === 1 ? '' : `${group}:1-${from - 1}`];
  return { kind: 'logs', name: `logs-${when}-${host}`, when, host, file: 'binlog.000001', gtids, previous, ...packed };
}

function catalogue(fulls: FullManifest[], logs: LogManifest[], checks: CheckRecord[] = []): Catalogue {
  return { fulls, logs, checks: new Map(checks.map((one) => [one.name, one])), unreadable: [] };
}

const monday = full('2026-11-23T03:00:00.000Z', 10);
const tuesday = full('2026-11-24T03:00:00.000Z', 30);
const logs = [
  log('2026-11-23T04:00:00.000Z', 8, 15),
  log('2026-11-23T05:00:00.000Z', 16, 20),
  log('2026-11-24T04:00:00.000Z', 21, 40),
];

describe('the chain of binary logs', () => {
  test('goes on where the full backup ends, and passes over what is in it', () => {
    const chain = followLogs(tuesday, logs);
    expect(chain.logs).toEqual([logs[2]]);
    expect(formatGtidSet(chain.gtids)).toBe(`${group}:1-40`);
  });

  test('leads to a moment from the newest full backup before it, with no log that begins later', () => {
    expect(chainTo(catalogue([monday, tuesday], logs), new Date('2026-11-23T04:30:00Z'))).toMatchObject({
      full: monday,
      logs: [logs[0], logs[1]],
    });
    expect(chainTo(catalogue([monday, tuesday], logs), new Date('2026-11-23T04:00:00Z'))?.logs).toEqual([logs[0]]);
    expect(chainTo(catalogue([monday], logs), new Date('2026-11-22T00:00:00Z'))).toBeUndefined();
  });

  test('ends with the log that has a transaction, from the newest full backup without it', () => {
    const toBefore = (number: number) =>
      chainBefore(catalogue([monday, tuesday], logs), parseGtidSet(`${group}:${number}`));
    expect(toBefore(35)).toMatchObject({ full: tuesday, logs: [logs[2]] });
    expect(toBefore(30)).toMatchObject({ full: monday, logs });
    expect(toBefore(18)).toMatchObject({ full: monday, logs: [logs[0], logs[1]] });
    expect(toBefore(10)).toBeUndefined();
  });

  test('ends at a gap instead of leaving transactions out', () => {
    const chain = followLogs(monday, [logs[0]!, logs[2]!]);
    expect(chain.logs).toEqual([logs[0]]);
    expect(chain.gap).toBe(logs[2]);
  });

  test('another member may go on, with transactions that are there already', () => {
    const other = log('2026-11-23T06:00:00.000Z', 1, 25, 'db-2');
    expect(followLogs(monday, [logs[0]!, logs[1]!, other]).logs).toEqual([logs[0], logs[1], other]);
  });

  test('has no log of an earlier life of the database, whose numbers were the same', () => {
    const anew = full('2026-11-25T03:00:00.000Z', 16);
    expect(followLogs(anew, logs).logs).toEqual([]);
  });

  test('is no gap where a log of an earlier life was closed shortly before', () => {
    const anew = full('2026-11-24T04:30:00.000Z', 16);
    const next = log('2026-11-24T05:00:00.000Z', 17, 20);
    expect(followLogs(anew, [...logs, next])).toMatchObject({ logs: [next], gap: undefined });
  });

  test('has none that was closed before an earlier life ended, even if it would fit', () => {
    const anew = full('2026-11-24T04:30:00.000Z', 25);
    const next = log('2026-11-24T05:00:00.000Z', 26, 45);
    const all = catalogue([monday, tuesday, anew], [...logs, next]);
    expect(chainTo(all, new Date(next.when))).toMatchObject({ full: anew, logs: [next], gap: undefined });
    expect(logsOfLife(anew, all)).toEqual([next]);
    expect(logsOfLife(tuesday, all)).toEqual(logs);
  });

  // The other member closed its file later, and lags behind this one.
  const early = log('2026-11-23T05:30:00.000Z', 21, 30);
  const late = log('2026-11-23T06:00:00.000Z', 1, 25, 'db-2');

  test('tries a log again that was closed before another one on which it follows', () => {
    expect(followLogs(monday, [logs[0]!, early, late])).toMatchObject({
      logs: [logs[0], late, early],
      gap: undefined,
    });
  });

  test('has no gap where a later log of another member has all that is missing', () => {
    const all = log('2026-11-23T07:00:00.000Z', 11, 30, 'db-2');
    expect(followLogs(monday, [early, all])).toMatchObject({ logs: [all], gap: undefined });
  });

  test('ends before the last log where something that was closed earlier would come after it', () => {
    const chain = chainTo(catalogue([monday], [logs[0]!, early, late]), new Date(late.when));
    expect(chain).toMatchObject({ logs: [logs[0]], gap: early });
  });

  test('ends with the last log, also when that had to wait', () => {
    const after = log('2026-11-23T07:00:00.000Z', 31, 40);
    const chain = chainBefore(catalogue([monday], [logs[0]!, early, late, after]), parseGtidSet(`${group}:28`));
    expect(chain).toMatchObject({ logs: [logs[0], late, early], gap: undefined });
  });

  test('nothing is covered without a full backup', () => {
    expect(coveredBy(catalogue([], logs))).toBeUndefined();
  });
});

describe('a full backup that is known to be bad', () => {
  const figures = { tables: 1, rows: 1, logs: 0, seconds: 1, reason: '' };
  const checked = (of: FullManifest, more: Partial<CheckRecord>): CheckRecord => {
    return { kind: 'check', name: of.name, when: of.when, good: false, ...figures, ...more };
  };
  // Tuesday's backup has all up to 30, which Monday's and its logs have, too.
  const unbroken = [
    ...logs.slice(0, 2),
    log('2026-11-24T02:00:00.000Z', 21, 32),
    log('2026-11-24T04:00:00.000Z', 33, 40),
  ];
  const late = new Date('2026-11-24T04:00:00Z');
  const transaction = parseGtidSet(`${group}:35`);
  const badTuesday = [checked(tuesday, {})];

  test('is passed over where an older one leads there, too', () => {
    const whole = catalogue([monday, tuesday], unbroken, badTuesday);
    expect(chainTo(whole, late)).toMatchObject({ full: monday, logs: unbroken });
    expect(chainBefore(whole, transaction)).toMatchObject({ full: monday, logs: unbroken });
  });

  test.each([
    ['one that came back well', [checked(tuesday, { good: true })]],
    ['one that was never restored', []],
    ['one whose logs alone are bad', [checked(tuesday, { fullGood: true })]],
  ])('is not %s', (_, checks) => {
    expect(chainTo(catalogue([monday, tuesday], unbroken, checks), late)?.full).toBe(tuesday);
  });

  test.each([
    ['there is no older one', [tuesday], unbroken, badTuesday],
    ['the older one is bad, too', [monday, tuesday], unbroken, [...badTuesday, checked(monday, {})]],
    ['a log is missing in between', [monday, tuesday], unbroken.toSpliced(1, 1), badTuesday],
    ['the logs of the older one end too early', [monday, tuesday], unbroken.slice(0, 2), badTuesday],
  ])('is what is left where %s', (_, fulls, following, checks) => {
    expect(chainTo(catalogue(fulls, following, checks), late)?.full).toBe(tuesday);
  });

  test('is never replaced by one of an earlier life of the database', () => {
    const earlier = full('2026-11-22T03:00:00.000Z', 900);
    const all = catalogue([earlier, tuesday], [logs[2]!], badTuesday);
    expect(chainTo(all, late)?.full).toBe(tuesday);
    expect(coveredBy(all)).toBeUndefined();
  });

  test('covers nothing: what it alone had is backed up again', () => {
    const covered = coveredBy(catalogue([monday, tuesday], logs.slice(0, 2), badTuesday));
    expect(formatGtidSet(covered!)).toBe(`${group}:1-20`);
    expect(coveredBy(catalogue([tuesday], [], badTuesday))).toBeUndefined();
  });
});

describe('what is removed', () => {
  const now = new Date('2026-12-24T00:00:00Z');
  const good = (of: FullManifest): CheckRecord => {
    const figures = { tables: 1, rows: 1, logs: 0, seconds: 1 };
    return { kind: 'check', name: of.name, when: of.when, good: true, reason: '', ...figures };
  };

  test('is what is too old, with its logs, the manifest first', () => {
    expect(filesToPrune(catalogue([monday, tuesday], logs), now, 86_400_000)).toEqual([
      `${monday.name}.json`,
      `${monday.name}.tar.zst.age`,
      `${logs[0]!.name}.json`,
      `${logs[0]!.name}.binlog.zst.age`,
      `${logs[1]!.name}.json`,
      `${logs[1]!.name}.binlog.zst.age`,
    ]);
  });

  test('is never the newest that was restored well', () => {
    expect(filesToPrune(catalogue([monday, tuesday], logs, [good(monday)]), now, 86_400_000)).toEqual([]);
  });

  describe('where the database was built anew', () => {
    const anew = full('2026-12-20T03:00:00.000Z', 5);
    const newer = full('2026-12-21T03:00:00.000Z', 9);
    const log1 = log('2026-12-20T04:00:00.000Z', 6, 7);

    test('is not the newest backup of the one before it, nor the logs that follow that', () => {
      const all = catalogue([monday, tuesday, anew, newer], [...logs, log1]);
      const gone = filesToPrune(all, now, 14 * 86_400_000).filter((name) => name.endsWith('.json'));
      expect(gone).toEqual([monday, logs[0]!, logs[1]!].map(({ name }) => `${name}.json`));
    });

    test('is what is too old of the new one', () => {
      const all = catalogue([tuesday, anew, newer], [logs[2]!, log1]);
      const gone = filesToPrune(all, now, 86_400_000).filter((name) => name.endsWith('.json'));
      expect(gone).toEqual([anew, log1].map(({ name }) => `${name}.json`));
    });
  });

  test('is nothing while all is young', () => {
    expect(filesToPrune(catalogue([monday, tuesday], logs), new Date(tuesday.when), 14 * 86_400_000)).toEqual([]);
  });
});
