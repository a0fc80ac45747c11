import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  complaintOf,
  complaintsOfNone,
  parseLogged,
  waitForLogs,
} from '../../../src/operations/drill/wait-for-logs.ts';
import { fakeReach } from './fake-reach.ts';

const away = { from: new Date('2026-11-26T22:00:03.500Z'), to: new Date('2026-11-26T22:00:10.900Z') };
const line = (second: string, id: string, client = '203.0.113.7') =>
  `{"time":"2026-11-26T22:00:${second}+00:00","status":200,"client":"${client}","request_id":"${id}","uri":"/"}\n`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'smartx-logs-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Each host's files lie in a folder here, and the real script reads them. */
function reachOf(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const names: string[] = [];
  const reach = fakeReach();
  const transport: typeof reach.transport = {
    run: async (host, { argv }) => {
      const [shell = '', flag = '', script = '', name = '', file = '', ...window] = argv;
      const own = join(
        directory,
        file.replace(/.*\/(web-\d)\/access\.log$/, '$1.collected').replace(/.*access\.json\.log$/, host),
      );
      names.push(`${host} ${file}`);
      return {
        exitCode: 0,
        stdout: execFileSync(shell, [flag, script, name, own, ...window], { encoding: 'utf8' }),
        stderr: '',
      };
    },
  };
  return { reach: { ...reach, transport }, names };
}

test('each request of meanwhile must be there, in whatever order and however often, with whatever client', async () => {
  const own = [line('00', 'early'), line('01', 'a'), line('05', 'b'), line('09', 'c'), line('10', 'late')].join('');
  const collected = [line('09', 'c'), line('05', 'b', '203.0.113.0'), line('01', 'a'), line('05', 'b')].join('');
  const { reach, names } = reachOf({ 'web-1': own, 'web-2': '', 'web-1.collected': collected, 'web-2.collected': '' });
  await waitForLogs(reach, away, undefined);
  expect(names.sort()).toEqual([
    'mon-1 /var/log/smartx/web-1/access.log',
    'mon-1 /var/log/smartx/web-2/access.log',
    'web-1 /var/log/nginx/access.json.log',
    'web-2 /var/log/nginx/access.json.log',
  ]);
});

test('a file that was turned meanwhile is read, too', async () => {
  const { reach } = reachOf({
    'web-1.1': line('03', 'a'),
    'web-1': line('08', 'b'),
    'web-1.collected': line('03', 'a') + line('08', 'b'),
  });
  await waitForLogs(reach, away, undefined);
});

test('where nobody asked for anything, nothing is proved', () => {
  const logged = (count: number) => parseLogged(`${count} ${'a'.repeat(64)}`);
  expect(complaintsOfNone([logged(0), logged(0)])).toHaveLength(1);
  expect(complaintsOfNone([logged(0), logged(1)])).toEqual([]);
  // Of a host that does not tell, complaintOf does.
  expect(complaintsOfNone([logged(0), undefined])).toEqual([]);
});

test('what is missing is told', () => {
  const digest = (digit: string) => digit.repeat(64);
  const read = (count: number, digit: string) => parseLogged(`${count} ${digest(digit)}\n`);
  expect(complaintOf('web-1', read(3, 'a'), 'mon-1', read(3, 'a'))).toBeUndefined();
  expect(complaintOf('web-1', read(3, 'a'), 'mon-1', read(2, 'b'))).toBe(
    'mon-1 has 2 of the 3 requests that web-1 logged while it was away',
  );
  expect(complaintOf('web-1', parseLogged(''), 'mon-1', read(2, 'b'))).toBe('web-1 does not tell what it logged');
  expect(complaintOf('web-1', read(3, 'a'), 'mon-1', parseLogged('sh: error'))).toBe(
    'mon-1 does not tell what it has of web-1',
  );
});
