import { describe, expect, test } from 'vitest';
import { Interrupted, listenForInterrupt } from '../../src/cli/interrupt.ts';
import type { Output } from '../../src/cli/invocation.ts';
import { choosePaint, plain } from '../../src/cli/paint.ts';
import { ProblemsFound } from '../../src/cli/problems-found.ts';
import { reportThrown, UsageError } from '../../src/cli/report/report-thrown.ts';
import { EnvironmentLocked } from '../../src/journal/journal.ts';
import { combineFailures, Failure } from '../../src/problems/failure.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';

function collect(): Output & { readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, print: (text) => void lines.push(text), paint: plain, isTerminal: false, columns: 80 };
}

function report(thrown: unknown) {
  const [out, err] = [collect(), collect()];
  const code = reportThrown(thrown, { json: true, out, err });
  return {
    code,
    text: err.lines.join('\n'),
    document: JSON.parse(out.lines.join('\n')) as { error: { kind: string } },
  };
}

const failure = new Failure({
  step: 'restart nginx.service',
  host: 'web-1',
  reason: 'it did not become active',
  command: ['systemctl', 'restart', 'nginx.service', 'with space'],
  exitCode: 1,
  stderrTail: 'first line\nlast line\n',
  changed: 'The old files are back.',
  next: 'smartx ssh web-1 -- journalctl -u nginx',
});

describe('what is thrown becomes an exit code, a text and a document', () => {
  test('a failure of an operation', () => {
    const { code, text, document } = report(failure);
    expect({ code, kind: document.error.kind }).toEqual({ code: 1, kind: 'failure' });
    expect(text).toBe(`Could not restart nginx.service on web-1: it did not become active
  $ systemctl restart nginx.service 'with space'  exit code 1
  | first line
  | last line
  The old files are back.
  → smartx ssh web-1 -- journalctl -u nginx`);
  });

  test('failures of several hosts at once', () => {
    const other = new Failure({ step: 'read facts', host: 'web-2', reason: 'gone', changed: 'Nothing.', next: 'wait' });
    const { text } = report(combineFailures([failure, other]));
    expect(text).toContain('on web-1');
    expect(text).toContain('Could not read facts on web-2: gone');
  });

  test('a lock that somebody else holds', () => {
    const holder = { what: 'up by ada@desk', since: '2026-01-01T00:00:00.000Z', pid: 7, startTicks: '1', bootId: 'b' };
    const { code, text, document } = report(new EnvironmentLocked(holder));
    expect({ code, kind: document.error.kind }).toEqual({ code: 1, kind: 'failure' });
    expect(text).toMatch(/^Could not lock the environment: it is held by "up by ada@desk" since .*, process 7\.$/m);
    expect(text).toContain('→ wait until the other one has ended');
  });

  test('a host that is lost where nobody expects it is no mistake of ours', () => {
    const lost = new TransportFailure({
      host: 'db-1',
      kind: 'unreachable',
      reason: 'the SSH connection could not be made, or broke',
      command: ['mysql', '--execute', 'SELECT 1'],
      exitCode: 255,
      stderrTail: 'Connection refused',
    });
    const { code, text, document } = report(lost);
    expect({ code, kind: document.error.kind }).toEqual({ code: 1, kind: 'failure' });
    expect(text).toBe(`Could not run a command on db-1: the SSH connection could not be made, or broke
  $ mysql --execute 'SELECT 1'  exit code 255
  | Connection refused
  What the command has done there is not known.
  → see with smartx status whether the host is there, then run the same command again.`);
  });

  test('what only looks like a failure is a mistake of ours', () => {
    const alike = Object.assign(new Error('odd'), { step: 'a', reason: 'b', changed: 'c', next: 'd' });
    expect(report(alike).code).toBe(70);
  });

  test('problems', () => {
    const problem = { code: 'UNKNOWN_KEY', path: 'domian', reason: 'unknown key', fix: 'Write domain.' } as const;
    const { code, text, document } = report(new ProblemsFound([problem], 'smartx.config.ts'));
    expect({ code, document }).toEqual({
      code: 2,
      document: { error: { kind: 'problem', file: 'smartx.config.ts', problems: [problem] } },
    });
    expect(text).toContain('1 problem in smartx.config.ts. To learn more: smartx explain UNKNOWN_KEY');
  });

  test('a usage error', () => {
    expect(report(new UsageError('There is no host.', 'smartx status'))).toMatchObject({
      code: 2,
      text: 'There is no host.\n  → smartx status',
    });
  });

  test('ctrl-C', () => {
    const { code, text } = report(new Interrupted('smartx up finishes it.'));
    expect({ code, text }).toEqual({ code: 130, text: 'Stopped. smartx up finishes it.' });
  });

  test('a refusal of the system', () => {
    const refusal = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const { code, text } = report(refusal);
    expect(code).toBe(1);
    expect(text).toContain('Make room');
  });

  test('our own mistake, with the id of the run', () => {
    const { code, text, document } = report(new TypeError('cannot read x'));
    expect({ code, kind: document.error.kind }).toEqual({ code: 70, kind: 'assertion' });
    expect(text).toMatch(/This is a mistake in Smartx \(run \d{8}T\d{6}Z-[0-9a-f]{4}\): cannot read x/);
  });
});

test('the first ctrl-C aborts with a word about what to type next', () => {
  const err = collect();
  const before = process.listenerCount('SIGINT');
  const { signal, release } = listenForInterrupt(err, 'smartx up finishes it.');
  process.emit('SIGINT');
  release();
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toBeInstanceOf(Interrupted);
  expect(err.lines).toHaveLength(1);
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test('colour is for terminals, unless somebody says otherwise', () => {
  const colours = (wanted: boolean, terminal: boolean, env: NodeJS.ProcessEnv) =>
    choosePaint(wanted, terminal, env) !== plain;
  expect(colours(true, true, {})).toBe(true);
  expect(colours(true, false, {})).toBe(false);
  expect(colours(true, true, { NO_COLOR: '1' })).toBe(false);
  expect(colours(true, true, { NO_COLOR: '' })).toBe(true);
  expect(colours(false, true, { FORCE_COLOR: '1' })).toBe(false);
  expect(colours(true, false, { FORCE_COLOR: '1' })).toBe(true);
  expect(colours(true, true, { TERM: 'dumb' })).toBe(false);
});
