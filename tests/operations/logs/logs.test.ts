import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { followLogs, type LogEvent } from '../../../src/operations/logs/follow-logs.ts';
import { holdBack } from '../../../src/operations/logs/hold-back.ts';
import { followJournalCommand, readJournalCommand } from '../../../src/operations/logs/journal-command.ts';
import { mergeNewest } from '../../../src/operations/logs/merge-newest.ts';
import type { LogEntry } from '../../../src/operations/logs/parse-entry.ts';
import { readLogs } from '../../../src/operations/logs/read-logs.ts';
import { recordedTransport } from '../../../src/transport/recorded.ts';
import { TransportFailure } from '../../../src/transport/transport-failure.ts';

const query = { units: [], sinceMicros: undefined, grep: undefined };
const entry = (timeMicros: number, host = 'web-1', message = ''): LogEntry => ({
  ...{ timeMicros, host, unit: undefined, priority: undefined, message, cursor: `${host}-${timeMicros}` },
});
const line = (host: string, time: number) =>
  JSON.stringify({ __CURSOR: `${host}-${time}`, __REALTIME_TIMESTAMP: String(time), MESSAGE: `${host} ${time}` });

describe('the commands', () => {
  test('to read the newest lines', () => {
    const asked = { units: ['nginx', 'smartx-*'], sinceMicros: 1_795_498_508_032_111, grep: 'a b' };
    expect(readJournalCommand(asked, 7).slice(1)).toEqual(
      expect.arrayContaining([
        '--unit=nginx',
        '--unit=smartx-*',
        '--grep=a b',
        '--since=@1795498508.032111',
        '--lines=7',
      ]),
    );
  });

  test('to go on behind a line', () => {
    const argv = followJournalCommand({ ...query, sinceMicros: 1 }, { kind: 'cursor', cursor: 's=1;i=2' });
    expect(argv).toEqual(expect.arrayContaining(['--follow', '--no-tail', '--cursor=s=1;i=2']));
    expect(argv.join(' ')).not.toContain('--since');
  });
});

describe('merging', () => {
  test('the newest lines of all journals, by time, each journal in its own order', () => {
    const times = fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }), { maxLength: 4 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 20 }), (journals, lines) => {
        const newestFirst = journals.map((one, journal) =>
          one.toSorted((a, b) => b - a).map((time, place) => entry(time, `host-${journal}`, String(place))),
        );
        const merged = mergeNewest(newestFirst, lines).map(({ timeMicros }) => timeMicros);
        expect(merged).toEqual(
          journals
            .flat()
            .sort((a, b) => a - b)
            .slice(-lines),
        );
      }),
    );
  });

  test('a line is held until an older one of another host had its time to come', () => {
    const held = holdBack(300);
    held.add(entry(20, 'web-1'), 1_000);
    held.add(entry(10, 'web-2'), 1_200);
    expect(held.release(1_250)).toEqual([]);
    expect(held.release(1_300).map(({ timeMicros }) => timeMicros)).toEqual([10, 20]);
    expect(held.isEmpty()).toBe(true);
  });
});

describe('reading', () => {
  const lost = (host: string) =>
    new TransportFailure({ host, kind: 'unreachable', reason: 'lost', command: [], stderrTail: 'ssh: no route' });

  test('all hosts are merged, and one that does not answer is named', async () => {
    const transport = recordedTransport(({ host }) =>
      host === 'db-1' ? lost(host) : { stdout: [3, 1].map((time) => `${line(host, time)}\n`).join('') },
    );
    const { entries, silent, cut } = await readLogs({ transport, hosts: ['db-1', 'web-1', 'web-2'], query, lines: 3 });
    expect(entries.map(({ message }) => message)).toEqual(['web-2 1', 'web-1 3', 'web-2 3']);
    expect(silent).toEqual([{ host: 'db-1', kind: 'unreachable', reason: 'ssh: no route' }]);
    expect(cut).toBe(true);
  });

  test('a question that every host refuses is a failure', async () => {
    const transport = recordedTransport(() => ({ exitCode: 1, stderr: 'Failed to compile pattern: missing )' }));
    await expect(readLogs({ transport, hosts: ['web-1'], query, lines: 3 })).rejects.toThrow(/missing \)/);
  });
});

describe('following', () => {
  test('tells the past, then what comes, and names a host that is lost until it is back', async () => {
    const ended = new AbortController();
    let turns = 0;
    const transport = recordedTransport(({ argv }) => {
      if (argv[0] === 'true') return {};
      if (!argv.includes('--follow')) return { stdout: `${line('web-1', 1)}\n` };
      turns += 1;
      if (turns === 1) return { stdout: `${line('web-1', 1)}\n${line('web-1', 2)}\n`, exitCode: 255, stderr: 'gone' };
      if (turns > 2) return {};
      setTimeout(() => ended.abort(), 400);
      return { stdout: `${line('web-1', 2)}\n${line('web-1', 3)}\n` };
    });
    const events: LogEvent[] = [];
    const following = followLogs({
      ...{ transport, hosts: ['web-1'], query, lines: 5, retryIntervalMs: 5, signal: ended.signal },
      onEvent: (event) => events.push(event),
    });
    await expect(following).rejects.toThrow();
    await sleep(1);
    const messages = events.flatMap((event) =>
      event.kind === 'lines' ? event.entries.map(({ message }) => message) : [],
    );
    expect(messages).toEqual(['web-1 1', 'web-1 2', 'web-1 3']);
    expect(events.filter(({ kind }) => kind !== 'lines').slice(0, 2)).toEqual([
      { kind: 'lost', host: 'web-1', reason: 'gone' },
      { kind: 'back', host: 'web-1' },
    ]);
  });
});
