import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchPrimary } from '../src/primary-watch.ts';

const limits = { everyMs: 5, limitMs: 60_000 };

test('nobody waits for a primary that nobody has missed', async () => {
  const watch = watchPrimary(() => assert.fail('not asked for'), limits);
  await watch.present();
  assert.equal(watch.away, false);
});

test('all who miss it wait for the same looks, through refusals and errors', async () => {
  const answers = [async () => false, () => Promise.reject(new Error('gone')), async () => true];
  let looks = 0;
  const watch = watchPrimary(() => answers[looks++]?.() ?? assert.fail('looked once too often'), limits);
  for (let request = 0; request < 50; request += 1) watch.missed();
  assert.equal(watch.away, true);
  await Promise.all(Array.from({ length: 50 }, () => watch.present()));
  assert.deepEqual({ looks, away: watch.away }, { looks: 3, away: false });
});

test('at the limit nobody waits any longer, and who misses it then waits anew', async () => {
  const watch = watchPrimary(async () => false, { everyMs: 5, limitMs: 20 });
  watch.missed();
  await watch.present();
  await sleep(1);
  assert.equal(watch.away, false);
  watch.missed();
  assert.equal(watch.away, true);
  await watch.present();
});
