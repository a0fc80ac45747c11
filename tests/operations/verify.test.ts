import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type VerifyEvent, type VerifyRequest, verify } from '../../src/operations/verify/verify.ts';
import type { Answer, PlatformPromise, Question, Subject, Verdict } from '../../src/promises/promise.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { type RecordedAnswer, recordedTransport } from '../../src/transport/recorded.ts';
import type { RunRequest } from '../../src/transport/transport.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';
import { samplePlatform } from '../platform/sample.ts';

const platform = samplePlatform();
const hosts = ['web-1', 'web-2'].map(
  (host): HostManifest => ({
    ...{ host, packages: ['curl'], runtimes: [], dataDirectories: [], users: [], directories: [], files: [] },
    ...{ releases: [], units: [], checks: [], probes: [], listens: [] },
  }),
);

/** Captured from a lab's web host, with the sections emptied that a manifest without files does not ask for. */
const facts = `@section texts
/etc/os-release:ID=debian
/etc/passwd:root:x:0:0:root:/root:/bin/bash
/etc/group:root:x:0:
@section runtimes
@section packages
@section paths
@section sums
@section units
@end
`;
const sockets = 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=39,fd=6))\n';

const lost = (host: string) =>
  new TransportFailure({ host, kind: 'unreachable', reason: 'connection refused', command: [], stderrTail: '' });

const ask = (host: string | undefined, ...argv: string[]): Question => ({
  from: host === undefined ? { kind: 'outside' } : { kind: 'host', host },
  ...{ label: argv.join(' '), argv, timeoutMs: 1000 },
});

const said = (answer: Answer) => (answer.kind === 'silent' ? `(${answer.reason})` : answer.stdout);
const repeat = (answers: readonly Answer[]): Verdict => ({ outcome: 'kept', evidence: answers.map(said).join(', ') });

const promise = (id: string, questions: Question[], judge: PlatformPromise['judge'] = repeat): PlatformPromise => ({
  ...{ id, tier: 'dns', claim: `${id}.`, method: 'Asked.', limits: 'Nothing.', questions, judge },
});

type Change = Partial<VerifyRequest> & {
  readonly answers?: (host: string, command: string) => RecordedAnswer | undefined;
};

async function run(promises: readonly PlatformPromise[], { answers, ...change }: Change = {}) {
  const subjects: Subject[] = [];
  const events: VerifyEvent[] = [];
  const transport = recordedTransport(({ host, argv }) => {
    const known = { ss: sockets, sh: facts }[argv[0] ?? ''] ?? `${host}: ${argv.join(' ')}`;
    return answers?.(host, argv.join(' ')) ?? { stdout: known };
  });
  const report = await verify({
    ...{ platform, manifest: { hosts }, transport, authorityFile: '/ca.crt', only: [], now: new Date(0) },
    outside: async ({ argv }) => ({ exitCode: 0, stdout: `outside: ${argv.join(' ')}`, stderr: '' }),
    derive: (subject) => {
      subjects.push(subject);
      return promises;
    },
    onEvent: (event) => void events.push(event),
    ...change,
  });
  const asked = transport.calls.map(({ host, argv }) => `${host} ${argv.join(' ')}`);
  return { report, events, asked, subject: subjects[0] as Subject };
}

describe('what is seen before the questions', () => {
  test('each host is asked for its sockets and its facts', async () => {
    const { asked, subject, events } = await run([]);
    expect(asked.sort()).toEqual(['web-1 sh -s', 'web-1 ss -H -lntu -p', 'web-2 sh -s', 'web-2 ss -H -lntu -p']);
    expect(subject.observations.get('web-1')?.sockets).toMatchObject([{ port: 22, process: 'sshd' }]);
    expect(subject.observations.get('web-1')?.plan.steps).toMatchObject([{ kind: 'package', name: 'curl' }]);
    expect(subject.manifests).toBe(hosts);
    expect(events.slice(0, 2)).toEqual([
      { kind: 'observed', host: 'web-1', state: 'ok' },
      { kind: 'observed', host: 'web-2', state: 'ok' },
    ]);
  });

  test.each([
    ['is lost', (host: string) => lost(host)],
    ['has a broken ss', (_host: string, command: string) => (command.startsWith('ss') ? { exitCode: 1 } : undefined)],
    ['tells half of its facts', (_: string, command: string) => (command === 'sh -s' ? { stdout: 'x' } : undefined)],
  ])('a host that %s is silent, and the others are verified', async (_what, broken) => {
    const answers = (host: string, command: string) => (host === 'web-1' ? broken(host, command) : undefined);
    const { report, subject } = await run([promise('dns.a', [ask('web-2', 'hello')])], { answers });
    expect([...subject.observations.keys()]).toEqual(['web-2']);
    expect(report.hosts).toEqual({ count: 2, silent: ['web-1'] });
    expect(report.promises[0]?.evidence).toBe('web-2: hello');
  });
});

describe('asking', () => {
  test('answers come in the order of the questions, from where they were asked', async () => {
    const { report } = await run([promise('dns.a', [ask('web-2', 'x'), ask(undefined, 'y'), ask('web-1', 'x')])]);
    expect(report.promises[0]?.evidence).toBe('web-2: x, outside: y, web-1: x');
  });

  test('a host that is lost is silent', async () => {
    const answers = (host: string, command: string) => (command === 'x' ? lost(host) : undefined);
    const { report } = await run([promise('dns.a', [ask('web-1', 'x')])], { answers });
    expect(report.promises[0]?.evidence).toBe('(connection refused)');
  });

  test('what two promises ask is asked once, what one asks twice is asked twice', async () => {
    const twice = [ask('web-1', 'x'), ask('web-1', 'x')];
    const { report, asked } = await run([promise('dns.a', [ask('web-1', 'x')]), promise('dns.b', twice)]);
    expect(asked.filter((line) => line === 'web-1 x')).toHaveLength(2);
    expect(report.questions).toBe(2);
    expect(report.promises[1]?.evidence).toBe('web-1: x, web-1: x');
  });

  test('a place is asked so many questions at once and no more', async () => {
    let now = 0;
    let most = 0;
    const outside = async ({ argv }: RunRequest) => {
      now += 1;
      most = Math.max(most, now);
      await sleep(5);
      now -= 1;
      return { exitCode: 0, stdout: argv.join(' '), stderr: '' };
    };
    const questions = Array.from({ length: 30 }, (_, index) => ask(undefined, String(index)));
    const { report } = await run([promise('dns.a', questions)], { outside });
    expect(most).toBe(12);
    expect(report.promises[0]?.evidence?.split(', ')).toHaveLength(30);
  });
});

describe('the report', () => {
  const broken = promise('dns.b', [], () => ({ outcome: 'broken', faults: ['web-1: no'], evidence: 'seen' }));
  const unchecked = promise('dns.c', [], () => ({ outcome: 'unchecked', reason: 'no clock here' }));

  test('holds each promise with its outcome, and counts', async () => {
    const { report, events } = await run([promise('dns.a', []), broken, unchecked]);
    expect(report).toMatchObject({
      ...{ environment: 'lab', site: 'https://www.foobar.com/', startedAt: '1970-01-01T00:00:00.000Z' },
      totals: { kept: 1, broken: 1, unchecked: 1 },
      promises: [
        { id: 'dns.a', outcome: 'kept', evidence: '', faults: [], reason: null },
        { id: 'dns.b', outcome: 'broken', evidence: 'seen', faults: ['web-1: no'], reason: null },
        { id: 'dns.c', outcome: 'unchecked', evidence: null, faults: [], reason: 'no clock here' },
      ],
    });
    expect(events.filter(({ kind }) => kind === 'judged')).toHaveLength(3);
    expect(events).toContainEqual({ kind: 'derived', counts: new Map([['dns', 3]]) });
  });

  test('has only what was chosen, and nobody is asked about the rest', async () => {
    const { report, asked } = await run([promise('dns.a', [ask('web-1', 'x')]), broken], { only: ['dns.b'] });
    expect(report.promises.map(({ id }) => id)).toEqual(['dns.b']);
    expect(asked).not.toContain('web-1 x');
  });
});

describe('what ends it', () => {
  test('a judge that throws is our mistake, which names the promise', async () => {
    const wrong = promise('dns.a', [ask('web-1', 'x')], () => {
      throw new TypeError('no such field');
    });
    await expect(run([wrong])).rejects.toThrow('dns.a cannot judge what it was answered: no such field');
  });

  test('so is an error of the transport that is not of the world, and what is still asked is ended', async () => {
    let ended = false;
    const outside = async ({ argv, signal }: RunRequest) => {
      if (argv[0] === 'bad') throw new RangeError('bad argv');
      await sleep(10_000, undefined, { signal }).catch(() => {
        ended = true;
      });
      return { exitCode: 0, stdout: '', stderr: '' };
    };
    const promises = [promise('dns.a', [ask(undefined, 'slow')]), promise('dns.b', [ask(undefined, 'bad')])];
    await expect(run(promises, { outside })).rejects.toThrow('bad argv');
    await sleep(0);
    expect(ended).toBe(true);
  });

  test('an abort rejects with its reason', async () => {
    const controller = new AbortController();
    const outside = ({ signal }: RunRequest) => {
      controller.abort(new Error('ctrl-C'));
      return Promise.reject(signal?.reason);
    };
    const running = run([promise('dns.a', [ask(undefined, 'x')])], { outside, signal: controller.signal });
    await expect(running).rejects.toThrow('ctrl-C');
  });
});
