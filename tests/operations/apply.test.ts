import { describe, expect, test } from 'vitest';
import { apply } from '../../src/operations/apply.ts';
import type { ApplyEvent } from '../../src/operations/events.ts';
import { readPlan } from '../../src/operations/read-plan.ts';
import { usualInterfaces } from '../../src/platform/platform.ts';
import { Failure } from '../../src/problems/failure.ts';
import type { Manifest } from '../../src/services/manifest.ts';
import { type RecordedAnswer, type RecordedCall, recordedTransport } from '../../src/transport/recorded.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';
import { sampleManifest } from '../plan/sample.ts';

const manifest: Manifest = { hosts: ['web-1', 'web-2'].map((host) => sampleManifest({ host, releases: [] })) };
const platform = {
  hosts: ['web-1', 'web-2'].map((name) => ({
    name,
    roles: ['web', 'app'] as const,
    privateAddress: '',
    publicAddress: undefined,
    interfaces: usualInterfaces,
    ssh: undefined,
  })),
};

/** A host as it was installed, in the words of the facts script. */
const bareHost = [
  'texts',
  'runtimes\nnode-24',
  'packages\nPackage: nginx\nStatus: install ok installed\nVersion: 1.26.3-3',
  'paths',
  'sums',
  'units',
  '',
]
  .map((section) => (section === '' ? '@end\n' : `@section ${section}\n`))
  .join('');
/** The same after a run: what runs on it can be disturbed. */
const changedHost = bareHost
  .replace('@section runtimes', '/var/lib/smartx/last-run:run-0\n@section runtimes')
  .replace('@end', 'nginx.service loaded active running web server\n@end');

const isFacts = (call: RecordedCall) => call.argv.join(' ') === 'sh -s';
const isStage = (call: RecordedCall) => call.argv[1] === '-c';

function lost(host: string): TransportFailure {
  const reason = 'the SSH connection could not be made, or broke';
  return new TransportFailure({
    host,
    kind: 'unreachable',
    reason,
    command: ['sh'],
    exitCode: 255,
    stderrTail: 'Connection refused',
  });
}

async function run(
  answer: (call: RecordedCall) => RecordedAnswer,
  more: {
    facts?: string;
    manifest?: Manifest;
    signal?: AbortSignal;
    gate?: (hosts: readonly string[]) => Promise<void>;
    isWell?: () => Promise<boolean>;
  } = {},
) {
  const events: ApplyEvent[] = [];
  const onEvent = (event: ApplyEvent) => void events.push(event);
  const transport = recordedTransport((call) => {
    const special = answer(call);
    return isFacts(call) && !(special instanceof Error) && special.stdout === undefined
      ? { stdout: more.facts ?? bareHost, ...special }
      : special;
  });
  const wanted = more.manifest ?? manifest;
  const outcome = readPlan({ transport, manifest: wanted, onEvent, signal: more.signal })
    .then((plan) =>
      apply({
        transport,
        manifest: wanted,
        plan,
        platform,
        releaseFiles: new Map(),
        run: 'run-1',
        who: 'me',
        onEvent,
        signal: more.signal,
        gate: more.gate,
        isWell: more.isWell,
      }),
    )
    .catch((error: unknown) => error);
  return { outcome: await outcome, calls: transport.calls, events };
}

const states = (events: readonly ApplyEvent[]) =>
  events.flatMap((event) => (event.kind === 'host' ? [`${event.host} ${event.state}`] : [])).sort();

describe('a good run', () => {
  test('is two round trips a host', async () => {
    const { outcome, calls, events } = await run(() => ({}));
    expect(outcome).toEqual({ changed: ['web-1', 'web-2'], unchanged: [] });
    const hosts = (part: typeof calls) => part.map((call) => call.host).sort();
    expect(calls.map(isFacts)).toEqual([true, true, false, false]);
    expect([hosts(calls.slice(0, 2)), hosts(calls.slice(2))]).toEqual([
      ['web-1', 'web-2'],
      ['web-1', 'web-2'],
    ]);
    expect(states(events)).toEqual(['web-1 changed', 'web-1 sending', 'web-2 changed', 'web-2 sending']);
  });

  test('names no secret on a command line, and sends it in the archive', async () => {
    const { calls } = await run(() => ({}));
    expect(JSON.stringify(calls.map((call) => call.argv))).not.toContain('KEY=1');
    expect(Buffer.from(calls.find(isStage)?.input ?? []).includes('KEY=1')).toBe(true);
  });

  test('tells every step as the script tells it', async () => {
    const { events } = await run((call) =>
      isStage(call) ? { stdout: '@phase switch start\n@step 0 start\n@step 0 ok\n@phase switch ok\n' } : {},
    );
    const first = events.filter((event) => event.kind === 'step' && event.host === 'web-1');
    expect(first).toMatchObject([
      { index: 0, state: 'start', step: { kind: 'user', name: 'app' } },
      { index: 0, state: 'ok' },
    ]);
  });

  test('confirms a change of the firewall over a connection of its own', async () => {
    const { calls } = await run((call) => (isStage(call) ? { stdout: '@confirm\n' } : {}));
    const confirmations = calls.filter((call) => call.newConnection);
    // Both hosts are changed at the same time: which one comes first is nobody's promise.
    expect(confirmations.map((call) => [call.host, call.argv]).sort()).toEqual([
      ['web-1', ['touch', '/run/smartx/stages/run-1/confirmed']],
      ['web-2', ['touch', '/run/smartx/stages/run-1/confirmed']],
    ]);
  });

  test('with nothing to do is one round trip a host', async () => {
    const nothing: Manifest = {
      hosts: manifest.hosts.map(({ host }) => ({
        ...sampleManifest({ host }),
        packages: [],
        runtimes: [],
        users: [],
        directories: [],
        files: [],
        releases: [],
        units: [],
      })),
    };
    const facts = bareHost.replace('@section runtimes', '/var/lib/smartx/managed:nothing\n@section runtimes');
    const { outcome, calls } = await run(() => ({}), { manifest: nothing, facts });
    expect(outcome).toEqual({ changed: [], unchanged: ['web-1', 'web-2'] });
    expect(calls.every(isFacts)).toBe(true);
  });
});

describe('a failure at each step', () => {
  test.each<[string, (call: RecordedCall) => RecordedAnswer, RegExp, string[]]>([
    [
      'a host that does not answer',
      (call) => (call.host === 'web-2' ? lost('web-2') : {}),
      /read the facts on web-2: .*Nothing was changed\..*answers SSH/s,
      [],
    ],
    ['an SSH user that is not root', (call) => (isFacts(call) ? { exitCode: 77 } : {}), /the SSH user is not root/, []],
    [
      'facts that are cut off',
      (call) => (isFacts(call) ? { stdout: '@section texts\n' } : {}),
      /the answer ends too early/,
      [],
    ],
    [
      'no room for the stage',
      (call) => (isStage(call) ? { exitCode: 73 } : {}),
      /no room for what is sent/,
      ['refused', 'refused'],
    ],
    [
      'a stage that does not arrive whole',
      (call) => (isStage(call) ? { exitCode: 74 } : {}),
      /did not arrive whole.*Nothing was changed/s,
      ['refused', 'refused'],
    ],
    [
      'a host that somebody else works on',
      (call) => (isStage(call) ? { exitCode: 75, stdout: '@why the host is locked by ada@desk\n' } : {}),
      /locked by ada@desk.*wait until the other run has ended/s,
      ['refused', 'refused'],
    ],
    [
      'a plan that was overtaken',
      (call) =>
        isStage(call) ? { exitCode: 76, stdout: '@why run x changed this host after the plan was made\n' } : {},
      /after the plan was made.*see a new plan/s,
      ['refused', 'refused'],
    ],
    [
      'a checker that refuses',
      (call) =>
        isStage(call)
          ? {
              exitCode: 10,
              stdout:
                '@command nginx -t\n@code 1\n@out unknown directive "sever"\n@why nginx -t refuses the new configuration\n',
            }
          : {},
      /nginx -t refuses.*command: nginx -t \(exit code 1\).*unknown directive.*Nothing was changed/s,
      ['refused', 'refused'],
    ],
    [
      'a unit that does not start',
      (call) =>
        isStage(call)
          ? {
              exitCode: 20,
              stdout: '@step 10 start\n@step 10 fail\n@out no such file\n@why app.service does not start\n',
            }
          : {},
      /start app.service on web-1: app.service does not start.*no such file.*old files are back/s,
      ['putBack', 'putBack'],
    ],
    [
      'putting back that fails',
      (call) => (isStage(call) ? { exitCode: 21 } : {}),
      /between the old and the new state/,
      ['halfWay', 'halfWay'],
    ],
    [
      'a connection that breaks',
      (call) => (isStage(call) ? lost(call.host) : {}),
      /finishes by itself.*sees what is left to do/s,
      ['unknown', 'unknown'],
    ],
    [
      'a script that is killed',
      (call) => (isStage(call) ? { exitCode: 137 } : {}),
      /ended from outside/,
      ['unknown', 'unknown'],
    ],
  ])('%s', async (_, answer, message, ends) => {
    const { outcome, events } = await run(answer);
    expect(outcome).toBeInstanceOf(Failure);
    expect(story(outcome as Failure)).toMatch(message);
    expect((outcome as Failure).next).not.toBe('');
    const hosts = events.flatMap((event) => (event.kind === 'host' && event.state !== 'sending' ? [event.state] : []));
    expect(hosts).toEqual(ends);
  });

  test('every failed host is named, and those that went well are said to be changed', async () => {
    const { outcome } = await run((call) => (isStage(call) ? { exitCode: 10 } : {}));
    expect((outcome as Failure).host).toBe('web-1');
    expect((outcome as Failure).more.map((failure) => failure.host)).toEqual(['web-2']);
    expect(story(outcome as Failure)).toContain('on web-2');
  });

  test('a missing package stops everything before anything is sent', async () => {
    const { outcome, calls } = await run(() => ({}), {
      facts: bareHost.replace('install ok installed', 'deinstall ok config-files'),
    });
    expect(story(outcome as Failure)).toMatch(/missing on the host: nginx.*smartx down/s);
    expect(calls.every(isFacts)).toBe(true);
  });
});

describe('waves', () => {
  test('a host that fails keeps those after it as they are', async () => {
    const { outcome, calls, events } = await run((call) => (isStage(call) ? { exitCode: 20 } : {}), {
      facts: changedHost,
    });
    expect(calls.filter(isStage).map((call) => call.host)).toEqual(['web-1']);
    expect(states(events)).toEqual(['web-1 putBack', 'web-1 sending', 'web-2 skipped']);
    expect(story(outcome as Failure)).toContain('Not touched: web-2.');
  });

  test('between two waves the platform has to be well', async () => {
    const asked: (readonly string[])[] = [];
    const gate = (hosts: readonly string[]) => {
      asked.push(hosts);
      return Promise.reject(new Failure({ step: 'wait', reason: 'the site does not answer', changed: '', next: '' }));
    };
    const { outcome, calls } = await run(() => ({}), { facts: changedHost, gate });
    expect(asked).toEqual([['web-1']]);
    expect((outcome as Failure).reason).toBe('the site does not answer');
    expect(calls.filter(isStage).map((call) => call.host)).toEqual(['web-1']);
  });

  test('a platform that was not well before is not held to it', async () => {
    const gate = () => Promise.reject(new Error('asked'));
    const { outcome } = await run(() => ({}), { facts: changedHost, gate, isWell: async () => false });
    expect(outcome).toEqual({ changed: ['web-1', 'web-2'], unchanged: [] });
  });
});

test('ctrl-C sends nothing more', async () => {
  const abort = new AbortController();
  const { outcome, calls } = await run(
    (call) => {
      if (isFacts(call)) abort.abort(new Error('interrupted'));
      return {};
    },
    { signal: abort.signal },
  );
  expect((outcome as Error).message).toBe('interrupted');
  expect(calls.some(isStage)).toBe(false);
});

/** All that a failure says, with those of further hosts. */
function story(failure: Failure): string {
  const { message, command = [], exitCode, stderrTail = '', changed, next, more } = failure;
  const typed = `command: ${command.join(' ')} (exit code ${exitCode})`;
  return [message, typed, stderrTail, changed, next, ...more.map(story)].join('\n');
}
