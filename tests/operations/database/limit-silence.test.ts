import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limitSilence } from '../../../src/operations/database/limit-silence.ts';
import { TransportFailure } from '../../../src/transport/transport-failure.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limited = (other?: AbortSignal) => limitSilence({ host: 'db-1', argv: ['list'], silenceMs: 1_000 }, other);

test('silence ends a command, however long it has talked before', () => {
  const { signal, heard } = limited();
  for (let line = 0; line < 10; line++) {
    vi.advanceTimersByTime(900);
    heard();
  }
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(signal.reason).toBeInstanceOf(TransportFailure);
  expect(signal.reason).toMatchObject({ host: 'db-1', kind: 'timeout', reason: 'no answer within 1 s' });
});

test('so does the operator', () => {
  const operator = new AbortController();
  const { signal, stop } = limited(operator.signal);
  operator.abort('ctrl-C');
  expect(signal.reason).toBe('ctrl-C');
  stop();
});

test('a command that has ended is not limited any more', () => {
  const { signal, stop } = limited();
  stop();
  vi.advanceTimersByTime(5_000);
  expect(signal.aborted).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
