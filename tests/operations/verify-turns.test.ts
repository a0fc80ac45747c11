import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startTurns } from '../../src/operations/verify/turns.ts';

const limits = { atPlace: (place: string) => (place === 'wide' ? 4 : 2), altogether: 5 };

/** Work that goes on until it is told to end. */
function makeWork(log: string[]) {
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      log.push(name);
      ends.set(name, () => resolve(name));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await sleep(0);
  };
  return { work, end };
}

test('work starts in order, when there is a seat for all of it, and smaller work may pass', async () => {
  const log: string[] = [];
  const { work, end } = makeWork(log);
  const takeTurn = startTurns(limits);
  const all = [
    takeTurn(['a'], work('first')),
    takeTurn(['a', 'a'], work('both seats of a')),
    takeTurn(['a'], work('passes')),
    takeTurn(['b', 'wide'], work('elsewhere')),
  ];
  await sleep(0);
  expect(log).toEqual(['first', 'passes', 'elsewhere']);
  await end('first');
  expect(log).toHaveLength(3);
  await end('passes');
  expect(log.at(-1)).toBe('both seats of a');
  await end('both seats of a');
  await end('elsewhere');
  expect(await Promise.all(all)).toEqual(['first', 'both seats of a', 'passes', 'elsewhere']);
});

test('a failure gives its seats back', async () => {
  const takeTurn = startTurns(limits);
  await expect(takeTurn(['a', 'a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await takeTurn(['a', 'a'], async () => 'yes')).toBe('yes');
});

test('everything ends, and no limit is ever passed, but by what alone wants more', async () => {
  const place = fc.constantFrom('a', 'b', 'wide');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(place, { maxLength: 8 }), { maxLength: 20 }), async (pieces) => {
      const takeTurn = startTurns(limits);
      const now = new Map<string, number>();
      let total = 0;
      const move = (places: readonly string[], sign: number) => {
        const seats = new Map<string, number>();
        for (const one of places) seats.set(one, Math.min((seats.get(one) ?? 0) + 1, limits.atPlace(one)));
        for (const [one, count] of seats) now.set(one, (now.get(one) ?? 0) + sign * count);
        total += sign * Math.min(places.length, limits.altogether);
      };
      const done = pieces.map((places) =>
        takeTurn(places, async () => {
          move(places, 1);
          expect(total).toBeLessThanOrEqual(limits.altogether);
          for (const [one, count] of now) expect(count).toBeLessThanOrEqual(limits.atPlace(one));
          await sleep(0);
          move(places, -1);
        }),
      );
      await Promise.all(done);
      expect(total).toBe(0);
    }),
    { numRuns: 50 },
  );
});
