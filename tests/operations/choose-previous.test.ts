import { expect, test } from 'vitest';
import { choosePrevious } from '../../src/operations/releases/choose-previous.ts';
import type { ReleaseEntry } from '../../src/operations/releases/release-state.ts';

const entry = (app: string, files: string | null): ReleaseEntry => ({
  ...{ ids: { app, static: files }, when: '2026-11-26T10:00:00Z', who: 'me', run: '1', what: 'deploy' },
});
/** The newest first; of `bbb2` the files of the site came later, and of `bbb1` there were none. */
const history = [entry('ccc1', 's3'), entry('bbb2', 's2'), entry('bbb2', null), entry('bbb1', null)];

test('without a name it is the last one that was another', () => {
  expect(choosePrevious(history, undefined)).toEqual({ app: 'bbb2', static: 's2' });
});

test('files of the site that were declared since make no other release of it', () => {
  expect(choosePrevious(history.slice(1), undefined)).toEqual({ app: 'bbb1', static: null });
  const removed = [entry('bbb2', null), entry('bbb2', 's2'), entry('bbb1', 's1')];
  expect(choosePrevious(removed, undefined)).toEqual({ app: 'bbb1', static: 's1' });
});

test('other files of the site do', () => {
  expect(choosePrevious([entry('bbb2', 's2'), entry('bbb2', 's1')], undefined)).toEqual({ app: 'bbb2', static: 's1' });
});

test('of one that had other files of the site before, it is the newest', () => {
  expect(choosePrevious(history, 'bbb2')).toEqual({ app: 'bbb2', static: 's2' });
});

test.each([
  ['b', 'several releases begin with b'],
  ['d', 'there was no release d'],
])('%s is no name for one of them', (wanted, reason) => {
  expect(() => choosePrevious(history, wanted)).toThrow(reason);
});
