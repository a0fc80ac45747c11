import { describe, expect, test } from 'vitest';
import type { RestoreEnd } from '../../../agent/backup/restore-failed.ts';
import { restoreLive } from '../../../src/operations/database/backups.ts';
import { findHolder } from '../../../src/operations/database/find-holder.ts';
import type { Failure } from '../../../src/problems/failure.ts';
import { lockExitCodes } from '../../../src/services/backup/commands.ts';
import { type RecordedAnswer, recordedTransport } from '../../../src/transport/recorded.ts';
import { TransportFailure } from '../../../src/transport/transport-failure.ts';
import { samplePlatform } from '../../platform/sample.ts';

const group = '11111111-2222-3333-4444-555555555555';
const figures = { host: 'db-3', version: '9.7.4', tables: [], dataBytes: 1, bytes: 1, sha256: '', seconds: 1 };
const full = (when: string, last: number) => {
  return { kind: 'full', name: `full-${when}`, when, gtids: `${group}:1-${last}`, ...figures };
};
const monday = full('2026-11-23T03:00:00.000Z', 10);
const tuesday = full('2026-11-24T03:00:00.000Z', 30);
const badTuesday = { kind: 'check', name: tuesday.name, good: false };
const restored = { from: tuesday.name, logs: 0, tables: 1, rows: 1, before: 'full-before' };
const byName = { name: tuesday.name };
const byTime = { time: new Date('2026-11-24T04:00:00Z') };
const lost = (host: string, kind: TransportFailure['kind']) =>
  new TransportFailure({ host, kind, reason: 'the SSH connection broke', command: [], stderrTail: '' });

interface Answers {
  readonly restore?: RecordedAnswer;
  readonly catalogue?: (host: string) => object;
  /** Hosts on which a restore is at work. */
  readonly busy?: readonly string[];
  readonly down?: readonly string[];
}

/** A group whose primary is db-1, and whose backups are the turn of db-3. */
function fake({
  restore = say(restored),
  catalogue = () => ({ fulls: [monday, tuesday] }),
  busy = [],
  down = [],
}: Answers = {}) {
  const restores: string[] = [];
  const lines: string[] = [];
  const transport = recordedTransport(({ host, argv }) => {
    const at = argv.findIndex((word) => word.endsWith('.mjs'));
    const [command, ...words] = at === -1 ? ['busy'] : argv.slice(at + 1, argv.indexOf('--config'));
    if (down.includes(host)) return lost(host, 'unreachable');
    if (command === 'busy') return { exitCode: busy.includes(host) ? lockExitCodes.restoreAtWork : 0 };
    if (command === 'list') return say({ logs: [], checks: [], ...catalogue(host) });
    if (command === 'runs') return say({ runs: [] });
    if (command === 'chosen') return say({ host: 'db-3' });
    if (command === 'committed') return say({ primary: host === 'db-1', gtids: `${group}:1-4${host.at(-1)}` });
    restores.push([host, ...words].join(' '));
    return restore;
  });
  return {
    restores,
    lines,
    reach: { platform: samplePlatform(), transport, onLine: (line: string) => lines.push(line) },
  };
}

function say(document: object): RecordedAnswer {
  return { stdout: `${JSON.stringify(document)}\n` };
}

const failing = (answers: Answers, wanted: Parameters<typeof restoreLive>[1] = byName): Promise<Failure> =>
  restoreLive(fake(answers).reach, wanted, 'AGE-SECRET-KEY-').then(
    () => Promise.reject(new Error('it did not fail')),
    (failure) => failure,
  );

describe('where a restore is done', () => {
  test('with a shared target, on the member whose turn backups are', async () => {
    const { reach, restores } = fake();
    await restoreLive(reach, byName, '');
    expect(restores).toEqual([`db-3 ${tuesday.name}`]);
  });

  test('on the host that has the backup, where only one has', async () => {
    const { reach, restores } = fake({ catalogue: (host) => ({ fulls: host === 'db-2' ? [tuesday] : [] }) });
    await restoreLive(reach, byName, '');
    expect(restores).toEqual([`db-2 ${tuesday.name}`]);
  });

  test('not where the newest backup is known to be bad, while another host has an older one', async () => {
    const catalogue = (host: string) =>
      host === 'db-2'
        ? { fulls: [monday] }
        : host === 'db-3'
          ? { fulls: [tuesday], checks: [badTuesday] }
          : { fulls: [] };
    const { reach, restores } = fake({ catalogue });
    await restoreLive(reach, byTime, '');
    expect(restores[0]).toMatch(/^db-2 /);
  });

  test('to a moment, with what the primary has committed, from the backup that is named', async () => {
    const { reach, restores } = fake();
    await restoreLive(reach, { ...byTime, from: monday.name }, '');
    expect(restores).toEqual([`db-3 ${monday.name} --to-time 2026-11-24T04:00:00.000Z --committed ${group}:1-41`]);
  });

  test('not to a moment while the primary is silent, since what it has committed is not known', async () => {
    const { reason, changed, next } = await failing({ down: ['db-1'] }, byTime);
    expect(reason).toContain('no host says that it is the primary');
    expect(changed).toContain('touched no live data');
    expect(next).toContain('smartx db switchover');
  });
});

describe('a host that does not say which backups it has', () => {
  const oldOn2 = (host: string) => ({ fulls: host === 'db-2' ? [monday] : [] });

  test('is named where another one has a backup that will do', async () => {
    const { reach, lines } = fake({ catalogue: oldOn2, down: ['db-3'] });
    expect(await findHolder(reach, 'restore', undefined)).toBe('db-2');
    expect(lines).toEqual([
      `not every host said which backups it has: db-3: the SSH connection broke. A newer backup than ${monday.name} may be there`,
    ]);
  });

  test('is named without a guess where the backup was named', async () => {
    const { reach, lines } = fake({ catalogue: oldOn2, down: ['db-3'] });
    await findHolder(reach, 'restore', { name: monday.name });
    expect(lines).toEqual(['not every host said which backups it has: db-3: the SSH connection broke']);
  });

  test.each([
    ['none of the others has one', ['db-3'], { name: tuesday.name }],
    ['nobody answers', ['db-1', 'db-2', 'db-3'], undefined],
  ])('is not taken for one that has none: %s', async (_, down, wanted) => {
    const failure = await findHolder(fake({ catalogue: oldOn2, down }).reach, 'restore', wanted).catch(
      (error: Failure) => error,
    );
    expect(failure).toMatchObject({ reason: expect.stringContaining('db-3: the SSH connection broke') });
    expect(failure).toMatchObject({ next: expect.not.stringContaining('smartx db backup makes one') });
  });

  test('is nobody where all answer', async () => {
    const { reach, lines } = fake();
    await findHolder(reach, 'restore', undefined);
    expect(lines).toEqual([]);
  });
});

describe('a restore that fails', () => {
  const ended = (failed: RestoreEnd): RecordedAnswer => {
    const stderr = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n');
    return { exitCode: 1, stdout: `backing up\n${JSON.stringify({ failed })}\n`, stderr };
  };
  const letIn = ["ALTER USER 'app'@'%' ACCOUNT UNLOCK;"];

  test.each([
    [{ state: 'untouched', reason: 'no' }, /touched no live data, and shut nobody out/, /run this again/],
    [{ state: 'let-in-again', reason: 'no' }, /not touched\..*has access again/, /run this again/],
    [
      { state: 'shut-out', reason: 'no', letIn },
      /not touched, but the application is shut out/,
      /smartx db shell: ALTER USER 'app'@'%' ACCOUNT UNLOCK;/,
    ],
    [
      { state: 'half-way', reason: 'no', before: 'full-before' },
      /may be replaced in part, and the application is shut out.*in full-before/,
      /smartx db restore full-before/,
    ],
    [
      { state: 'found-shut-out', reason: 'no' },
      /touched no live data\. The application is shut out.*an earlier restore/,
      /run this again/,
    ],
    [
      { state: 'half-way', reason: 'no', before: 'full-before', earlier: true },
      /which an earlier restore may have replaced in part, is in full-before/,
      /before the earlier one: smartx logs --grep restore/,
    ],
    [
      { state: 'replaced', reason: 'no', before: 'full-before', letIn },
      /are replaced and compared, but the application is shut out.*in full-before/,
      /smartx db shell: ALTER USER/,
    ],
  ] satisfies [RestoreEnd, RegExp, RegExp][])('says how things were left: $state', async (end, changed, next) => {
    const failure = await failing({ restore: ended(end) });
    expect(failure).toMatchObject({ host: 'db-3', reason: 'no' });
    expect(failure.changed).toMatch(changed);
    expect(failure.next).toMatch(next);
  });

  test.each<[string, RecordedAnswer]>([
    ['the connection broke', lost('db-3', 'unreachable')],
    ['it took too long', lost('db-3', 'timeout')],
    ['it was killed', { exitCode: 137 }],
    ['it ended without a word', { exitCode: 1, stderr: 'out of memory' }],
    ['its answer is cut off', { stdout: '{"from": "full-2026' }],
    ['its answer is cut off, and it failed', { exitCode: 1, stdout: '{"failed": {"sta' }],
  ])('does not claim to know how far it came when %s', async (_, restore) => {
    const { changed, next } = await failing({ restore });
    expect(changed).toContain('How far it came is not known. It may still be at work on db-3');
    expect(next).toContain('smartx logs db-3');
  });

  test('knows that nothing was done where nobody was let in by SSH', async () => {
    expect((await failing({ restore: lost('db-3', 'refused') })).changed).toContain('touched no live data');
  });

  test.each([
    ['on another host', { busy: ['db-2'] }, 'another restore is at work on db-2'],
    [
      'that began just now',
      { restore: { exitCode: lockExitCodes.restoreAtWork } },
      'another restore is at work on db-3',
    ],
    ['by a backup', { restore: { exitCode: lockExitCodes.stillLocked } }, 'at work for an hour'],
  ])('is refused during another one %s', async (_, answers, reason) => {
    const failure = await failing(answers);
    expect(failure.reason).toContain(reason);
    expect(failure.changed).toContain('touched no live data');
  });

  test('goes on where a host is down', async () => {
    const { reach, restores } = fake({ down: ['db-2'] });
    await restoreLive(reach, byName, '');
    expect(restores).toHaveLength(1);
  });
});
