import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withLock } from '../../src/lab/lock.ts';

const directory = await mkdtemp(join(tmpdir(), 'smartx-lock-'));
const path = join(directory, 'x.lock');
afterAll(() => rm(directory, { recursive: true }));

describe('withLock', () => {
  it('lets one in after the other', async () => {
    const order: string[] = [];
    const enter = (name: string) =>
      withLock({ path, what: 'it', waitSeconds: 10 }, async () => {
        order.push(`${name} in`);
        await new Promise((resolve) => setTimeout(resolve, 30));
        order.push(`${name} out`);
      });
    await Promise.all([enter('a'), enter('b')]);
    expect(order[0]?.[0]).toBe(order[1]?.[0]);
    expect(order[2]?.[0]).toBe(order[3]?.[0]);
  });

  it('says who is in the way when the wait is over, and frees the lock when the work fails', async () => {
    const outer = withLock({ path, what: 'it', waitSeconds: 0 }, async () => {
      await expect(withLock({ path, what: 'the lab', waitSeconds: 0 }, async () => undefined)).rejects.toThrow(
        /another smartx .* the lab/,
      );
      throw new Error('work failed');
    });
    await expect(outer).rejects.toThrow('work failed');
    await expect(withLock({ path, what: 'it', waitSeconds: 5 }, async () => 'free again')).resolves.toBe('free again');
  });

  it('lets several in that share it, and no exclusive one beside them', async () => {
    const share = (work: () => Promise<unknown>) =>
      withLock({ path, what: 'it', waitSeconds: 0, mode: 'shared' }, work);
    await share(() =>
      share(async () => {
        await expect(withLock({ path, what: 'it', waitSeconds: 0 }, async () => undefined)).rejects.toThrow(
          /another smartx/,
        );
      }),
    );
  });
});
