import { expect, test } from 'vitest';
import type { PlatformPromise, Tier } from '../../src/promises/promise.ts';
import { selectableWords, selectPromises } from '../../src/promises/select.ts';

const promise = (tier: Tier, id: string): PlatformPromise => ({
  ...{ id, tier, claim: '', method: '', limits: '', questions: [] },
  judge: () => ({ outcome: 'kept', evidence: '' }),
});
const promises = [
  promise('dns', 'dns.recursion-refused'),
  promise('dns', 'dns.records'),
  promise('loadBalancer', 'loadBalancer.hsts'),
  promise('database', 'database.acid'),
];

const choose = (...words: string[]) => {
  const selection = selectPromises(promises, words);
  return selection.ok ? selection.promises.map(({ id }) => id) : selection;
};

test('no words choose all', () => {
  expect(choose()).toEqual(promises.map(({ id }) => id));
});

test.each([
  [['dns'], ['dns.recursion-refused', 'dns.records']],
  [['loadbalancer'], ['loadBalancer.hsts']],
  [['dns.rec'], ['dns.recursion-refused', 'dns.records']],
  [['dns.reco'], ['dns.records']],
  [
    ['database', 'dns.records'],
    ['dns.records', 'database.acid'],
  ],
])('%j chooses %j, in the order of the promises', (words, ids) => {
  expect(choose(...words)).toEqual(ids);
});

test.each([[['dnss']], [['d']], [['host']], [['dns.x']]])('%j chooses nothing', (words) => {
  expect(choose(...words)).toEqual({ ok: false, unknown: words });
});

test('all words that choose nothing are told, though others do', () => {
  expect(choose('dns', 'nope', 'database.x')).toEqual({ ok: false, unknown: ['nope', 'database.x'] });
});

test('tiers that promise nothing are not offered', () => {
  expect(selectableWords(promises)).toEqual(['dns', 'loadBalancer', 'database', ...promises.map(({ id }) => id)]);
});
