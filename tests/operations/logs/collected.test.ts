import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectedProgram, readCollectedCommand } from '../../../src/operations/logs/collected-command.ts';
import type { JournalQuery } from '../../../src/operations/logs/journal-command.ts';
import { parseCollected } from '../../../src/operations/logs/parse-collected.ts';
import { readCollectedLogs } from '../../../src/operations/logs/read-collected.ts';
import { recordedTransport } from '../../../src/transport/recorded.ts';

const all: JournalQuery = { units: [], sinceMicros: undefined, grep: undefined };
const line = (second: number, message: string, unit = 'nginx.service', priority = 6) =>
  `{"time":"2026-11-26T22:00:${String(second).padStart(2, '0')}.000123+00:00","unit":"${unit}","priority":${priority},"message":${JSON.stringify(message)}}`;

describe('a collected line', () => {
  test('is read with its microseconds', () => {
    expect(parseCollected('web-1', line(1, 'a "b"\nc'))).toEqual({
      ...{ timeMicros: Date.UTC(2026, 10, 26, 22, 0, 1) * 1_000 + 123, host: 'web-1', unit: 'nginx.service' },
      ...{ priority: 6, message: 'a "b"\nc', cursor: '' },
    });
  });

  test.each(['', 'text', '{}', '{"time":"yesterday","message":"x"}'])('%j is none', (text) => {
    expect(parseCollected('web-1', text)).toBeUndefined();
  });
});

describe('the program on a monitoring host', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'smartx-collected-'));
    for (const host of ['db-1', 'web-1']) mkdirSync(join(directory, host));
    writeFileSync(join(directory, 'audit.log'), 'not a host\n');
    writeFileSync(join(directory, 'db-1/system.log'), `${line(7, 'of the database', 'mysql.service', 3)}\nbroken\n`);
    const web = join(directory, 'web-1/system.log');
    writeFileSync(web, `${line(5, 'five')}\n${line(6, 'Six\nlines', 'app.service')}\n`);
    writeFileSync(`${web}.1`, `${line(3, 'three')}\n${line(4, 'four', 'smartx-logs.service')}\n`);
    writeFileSync(`${web}.2.gz`, gzipSync(`${line(1, 'one')}\n${line(2, 'two')}\n`));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function ask(query: Partial<JournalQuery>, lines = 100, ...hosts: readonly string[]) {
    const [program = '', dash = '', , ...rest] = readCollectedCommand({ ...all, ...query }, lines, hosts);
    const { stdout, stderr, status } = spawnSync(program, [dash, directory, ...rest], {
      input: collectedProgram,
      encoding: 'utf8',
    });
    const messages = stdout
      .split('\n')
      .filter(Boolean)
      .map((text) => {
        const [host = '', json = ''] = text.split('\t');
        return `${host}: ${parseCollected(host, json)?.message ?? json}`;
      });
    return { messages, stderr, status };
  }

  test('tells the newest lines of every host, newest first, compressed ones too', () => {
    expect(ask({})).toEqual({
      messages: [
        'db-1: of the database',
        ...['Six\nlines', 'five', 'four', 'three', 'two', 'one'].map((text) => `web-1: ${text}`),
      ],
      ...{ stderr: '', status: 0 },
    });
    expect(ask({}, 1).messages).toEqual(['db-1: of the database', 'web-1: Six\nlines']);
  });

  test('of one host, and of none', () => {
    expect(ask({}, 1, 'web-1').messages).toEqual(['web-1: Six\nlines']);
    expect(ask({}, 1, 'web-9').messages).toEqual(['web-9: nothing']);
  });

  test('as journalctl chooses them: by unit, time and pattern', () => {
    expect(ask({ units: ['app', 'smartx-*'] }).messages).toEqual(['web-1: Six\nlines', 'web-1: four']);
    expect(ask({ sinceMicros: Date.UTC(2026, 10, 26, 22, 0, 5) * 1_000 }).messages).toEqual([
      'db-1: of the database',
      'web-1: Six\nlines',
      'web-1: five',
    ]);
    expect(ask({ grep: 'six' }).messages).toEqual(['web-1: Six\nlines']);
    expect(ask({ grep: '^lines' }).messages).toEqual([]);
    expect(ask({ grep: 'SIX' }).messages).toEqual([]);
    expect(ask({ grep: '(' }).status).not.toBe(0);
  });
});

describe('asking monitoring hosts', () => {
  test('the next one, where the first is down; hosts without a line are named', async () => {
    const stdout = `web-1\t${line(2, 'two')}\nweb-1\t${line(1, 'one')}\nweb-9\tnothing\n`;
    const transport = recordedTransport(({ host }) => (host === 'mon-2' ? { stdout } : new Error('not asked')));
    const down = new Map([['mon-1', 'its machine is dead']]);
    const request = {
      transport,
      down,
      collectors: ['mon-1', 'mon-2'],
      hosts: ['web-1', 'web-9'],
      query: all,
      lines: 10,
    };
    const { entries, ...rest } = await readCollectedLogs(request);
    expect(entries.map(({ message }) => message)).toEqual(['one', 'two']);
    expect(rest).toEqual({
      cut: false,
      missing: ['web-9'],
      silent: [{ host: 'mon-1', kind: 'unreachable', reason: 'its machine is dead' }],
    });
  });

  test('without one that answers, it is said', async () => {
    const request = {
      transport: recordedTransport(() => ({})),
      down: new Map(),
      collectors: [],
      hosts: [],
      query: all,
      lines: 10,
    };
    await expect(readCollectedLogs(request)).rejects.toThrow(/no monitoring host/);
  });
});
