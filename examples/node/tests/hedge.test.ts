import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Hedge, hedge } from '../src/hedge.ts';

const NEVER_MS = 60_000;

/** Asks with a short patience; says who answered, and how often each was asked. */
async function ask(parts: Partial<Hedge<string>>) {
  const asked = { first: 0, second: 0 };
  const count = (who: 'first' | 'second', work: () => Promise<string>) => () => {
    asked[who] += 1;
    return work();
  };
  const { first = async () => 'first', second = async () => 'second', ...rest } = parts;
  const outcome = await hedge({
    first: count('first', first),
    second: count('second', second),
    afterMs: 20,
    helps: () => true,
    ...rest,
  }).catch((error: Error) => error.message);
  return { outcome, asked };
}

const fail = (message: string) => async () => {
  throw new Error(message);
};
const after = (ms: number, text: string) => () => sleep(ms, text, { ref: false });

test('a first one that answers in time is the only one asked', async () => {
  assert.deepEqual(await ask({ afterMs: NEVER_MS }), { outcome: 'first', asked: { first: 1, second: 0 } });
});

test('a first one that says nothing: the second answers, soon', async () => {
  assert.deepEqual(await ask({ first: after(NEVER_MS, 'first') }), {
    outcome: 'second',
    asked: { first: 1, second: 1 },
  });
});

test('a late first one still wins over a second one that says nothing', async () => {
  assert.equal((await ask({ first: after(60, 'first'), second: after(NEVER_MS, 'second') })).outcome, 'first');
});

test('a broken first one: the second is asked at once', async () => {
  const { outcome, asked } = await ask({ first: fail('gone'), afterMs: NEVER_MS });
  assert.deepEqual({ outcome, asked }, { outcome: 'second', asked: { first: 1, second: 1 } });
});

test('an error that the second would not mend is the answer', async () => {
  const { outcome, asked } = await ask({ first: fail('no such account'), helps: () => false });
  assert.deepEqual({ outcome, asked }, { outcome: 'no such account', asked: { first: 1, second: 0 } });
});

test('both broken: the error of the first one', async () => {
  assert.equal((await ask({ first: fail('first gone'), second: fail('second gone') })).outcome, 'first gone');
  const late = async () => {
    await sleep(60);
    throw new Error('first gone');
  };
  assert.equal((await ask({ first: late, second: fail('second gone') })).outcome, 'first gone');
});
