import { describe, expect, test } from 'vitest';
import { Interrupted, listenForInterrupt } from '../../src/cli/interrupt.ts';
import type { Output } from '../../src/cli/invocation.ts';
import { choosePaint, plain } from '../../src/cli/paint.ts';
import { ProblemsFound } from '../../src/cli/problems-found.ts';
import { reportThrown, UsageError } from '../../src/cli/report/report-thrown.ts';
import { combineFailures, Failure } from '../../src/problems/failure.ts';

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

  test('a failure of the lab', () => {
    const details = { step: 'create the bridge', reason: 'the name is taken', changed: 'Nothing.', next: 'rename it' };
    expect(report(new Failure(details))).toMatchObject({ code: 1, document: { error: { kind: 'failure' } } });
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
