import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callBackup } from '../../../src/operations/database/backup-program.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { samplePlatform } from '../../platform/sample.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A host whose program says these lines and then never ends. */
function stuck(...lines: readonly string[]): Transport {
  return {
    run: (_host, { onLine, signal }) => {
      for (const line of lines) onLine?.(line);
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
  };
}

const call = (transport: Transport, looks = false) => {
  const reach = { platform: samplePlatform(), transport, onLine: () => undefined };
  return callBackup(reach, {
    ...{ host: 'db-1', step: 'back up the database', words: ['full'], looks },
    explain: (exitCode, document) => ({ changed: `code ${exitCode}`, next: document }),
  });
};

test.each([false, true])('an answer counts though the program never ends (it only looks: %s)', async (looks) => {
  const answer = call(stuck('cloning 3 MB of data', '{"name":"full-1"}'), looks);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await answer).toEqual({ name: 'full-1' });
});

test('so does the answer of a restore that failed', async () => {
  const answer = call(stuck('{"failed":{"state":"untouched"}}'));
  const refused = expect(answer).rejects.toMatchObject({
    changed: 'code 1',
    next: '{"failed":{"state":"untouched"}}',
  });
  await vi.advanceTimersByTimeAsync(60_000);
  await refused;
});

test('without an answer it is waited for', async () => {
  let over = false;
  void call(stuck('cloning 3 MB of data')).finally(() => (over = true));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(over).toBe(false);
});
