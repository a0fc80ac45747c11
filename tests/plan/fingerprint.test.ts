import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprintOf } from '../../src/plan/fingerprint.ts';
import { bareFacts, sampleManifest } from './sample.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const manifest = sampleManifest({});
const facts = bareFacts(manifest);
const print = (changed = facts, declared = manifest) => fingerprintOf(declared, changed, sha256);

test('the same declaration and facts have the same one, in whatever order they were read', () => {
  const reversed = {
    ...facts,
    packages: new Map([...facts.packages].reverse()),
    runtimes: new Set([...facts.runtimes].reverse()),
  };
  expect(print(reversed)).toBe(print());
});

test('a directory that a daemon writes into all the time is the same one', () => {
  const directory = { type: 'd', mode: 0o755, owner: 'root', group: 'root', target: undefined, sha256: undefined };
  const at = (changedSeconds: number, mode = directory.mode) =>
    print({ ...facts, paths: new Map([['/var/lib/smartx/metrics', { ...directory, mode, changedSeconds }]]) });
  expect(at(1_790_000_005)).toBe(at(1_790_000_000));
  expect(at(1_790_000_000, 0o700)).not.toBe(at(1_790_000_000));
});

test.each([
  ['another version of a package', print({ ...facts, packages: new Map([['nginx', '2.0']]) })],
  ['a unit that runs now', print({ ...facts, enabled: new Set(['nginx.service']) })],
  ['another run', print({ ...facts, lastRun: 'run-2' })],
  ['another file declared', print(facts, sampleManifest({ files: [] }))],
])('%s makes another one', (_, other) => {
  expect(other).not.toBe(print());
});
