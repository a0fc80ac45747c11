import { expect, test } from 'vitest';
import { callBackup } from '../../../src/operations/database/backup-program.ts';
import { listBackups } from '../../../src/operations/database/list-backups.ts';
import { recordedTransport } from '../../../src/transport/recorded.ts';
import { TransportFailure } from '../../../src/transport/transport-failure.ts';
import { samplePlatform } from '../../platform/sample.ts';

const group = '11111111-2222-3333-4444-555555555555';
const figures = { host: 'db-3', version: '9.7.4', tables: [], dataBytes: 1, bytes: 1, sha256: '', seconds: 1 };
const full = (when: string, last: number) => ({
  ...{ kind: 'full', name: `full-${when}`, when, gtids: `${group}:1-${last}`, ...figures },
});
const log = (when: string, from: number, to: number) => ({
  ...{ kind: 'logs', name: `logs-${when}`, when, host: 'db-3', file: 'binlog.000001', bytes: 1, sha256: '' },
  ...{ gtids: `${group}:${from}-${to}`, previous: `${group}:1-${from - 1}` },
});
const [monday, tuesday] = [full('2026-11-23T03:00:00.000Z', 10), full('2026-11-24T03:00:00.000Z', 30)];
const logs = [log('2026-11-23T04:00:00.000Z', 11, 15), log('2026-11-23T05:00:00.000Z', 21, 30)];

/** Three hosts that share a target; each answers with these documents, but those that are down. */
const list = (catalogue: object, runs: (host: string) => object, down: readonly string[] = []) => {
  const transport = recordedTransport(({ host, argv }) => {
    if (down.includes(host)) {
      return new TransportFailure({ host, kind: 'unreachable', reason: 'no route', command: [], stderrTail: '' });
    }
    return { stdout: `${JSON.stringify(argv.includes('runs') ? runs(host) : { checks: [], ...catalogue })}\n` };
  });
  return listBackups({ platform: samplePlatform(), transport, onLine: () => undefined });
};
const since = '2026-11-20T00:00:00.000Z';
const well = () => ({ runs: [], since });

test('a gap is told of with the backup before it, and with none behind it', async () => {
  const { backups } = await list({ fulls: [monday, tuesday], logs, unreadable: [] }, well);
  expect(backups.map(({ name, gap }) => ({ name, gap }))).toEqual([
    { name: tuesday?.name, gap: undefined },
    { name: monday?.name, gap: { after: logs[0]?.when, log: logs[1]?.name } },
  ]);
});

test('a file that several hosts find damaged is named once', async () => {
  const { unreadable } = await list({ fulls: [], logs: [], unreadable: ['full-1.json'] }, well);
  expect(unreadable).toEqual([{ host: 'db-1', file: 'full-1.json' }]);
});

test('a host that is new, or silent, does not make the others forget since when backups are declared', async () => {
  const later = '2026-11-25T00:00:00.000Z';
  const runs = (host: string) => ({ runs: [], since: host === 'db-3' ? since : later });
  const found = await list({ fulls: [], logs: [], unreadable: [] }, runs, ['db-1']);
  expect(found.since).toBe(since);
  expect(found.silent.map(({ host }) => host)).toEqual(['db-1']);
});

test.each([
  ['list', true, 'Nothing', 'run this again.'],
  ['full', false, 'It came to its end; only its answer is lost.', 'smartx db backups'],
])('an answer to %s that is cut off is a failure of that host', async (word, looks, changed, next) => {
  const transport = recordedTransport(() => ({ stdout: '{"fulls": [{"name": "full-1"' }));
  const reach = { platform: samplePlatform(), transport, onLine: () => undefined };
  const call = { host: 'db-1', step: 'ask', words: [word], looks, changed: 'Nothing' };
  await expect(callBackup(reach, call)).rejects.toMatchObject({
    host: 'db-1',
    reason: expect.stringMatching(/answer of 28 characters is cut off.*"name": "full-1"$/),
    changed,
    next: expect.stringContaining(next),
  });
});
