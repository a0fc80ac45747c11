import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { derivePromises } from '../../src/promises/derive.ts';
import type { HostObservation } from '../../src/promises/observation.ts';
import { type Answer, type Subject, tiers } from '../../src/promises/promise.ts';
import { samplePlatform } from '../platform/sample.ts';

// What holds for every promise of every tier, whoever wrote it.

const app = { directory: 'app', start: 'node src/main.ts', contract: 'ledger' } as const;
const platforms: [string, Platform][] = [
  ['the default', samplePlatform({ app })],
  ['an application that speaks no ledger', samplePlatform()],
  ['an application tier of its own', samplePlatform({ app, environments: { lab: { provider: 'lab', app: 2 } } })],
  ['a single database', samplePlatform({ app, database: { members: 1 } })],
  ['no monitoring', samplePlatform({ app, environments: { lab: { provider: 'lab', monitoring: 0 } } })],
];

const settledPlan = { steps: [], missing: { packages: [], runtimes: [] }, loads: [], basedOn: '' };

function subjectOf(platform: Platform, isSeen: boolean): Subject {
  const observations = new Map(
    platform.hosts.map(({ name }): [string, HostObservation] => [
      name,
      { sockets: [], plan: { host: name, ...settledPlan } },
    ]),
  );
  return {
    platform,
    manifests: compile(platform, placeholderMaterials(platform)).hosts,
    observations: isSeen ? observations : new Map(),
    authorityFile: '/ca.crt',
  };
}

describe.each(platforms)('%s', (_name, platform) => {
  const promises = derivePromises(subjectOf(platform, true));
  const again = derivePromises(subjectOf(platform, true));
  const blind = derivePromises(subjectOf(platform, false));
  const hosts = new Set(platform.hosts.map(({ name }) => name));

  test('which promises there are does not depend on what was seen', () => {
    expect(blind.map(({ id }) => id)).toEqual(promises.map(({ id }) => id));
  });

  test('they come by tier, then by id, and are named by their tier', () => {
    const order = promises.map(({ id, tier }) => `${tiers.indexOf(tier)} ${id}`);
    expect(order).toEqual([...order].sort());
    for (const { id, tier } of promises) expect(id).toMatch(new RegExp(`^${tier}\\.[a-z0-9]+(-[a-z0-9]+)*$`));
  });

  test.each(promises.map((promise) => [promise.id, promise] as const))('%s', (id, promise) => {
    for (const text of [promise.claim, promise.method, promise.limits]) expect(text).toMatch(/^[A-Z].*[^.]\.$/s);
    for (const { from, argv, label, timeoutMs } of promise.questions) {
      if (from.kind === 'host') expect(hosts).toContain(from.host);
      expect(argv[0]).toMatch(/^[a-z]/);
      expect(label).not.toBe('');
      expect(timeoutMs).toBeGreaterThan(0);
      expect(timeoutMs).toBeLessThanOrEqual(120_000);
    }
    expect(again.find((other) => other.id === id)?.questions).toEqual(promise.questions);
  });

  // No check that cannot fail: whatever is wrong in this way with everybody who is asked, nothing is kept.
  const answers: [string, Answer][] = [
    ['nobody answers', { kind: 'silent', reason: 'connection refused' }],
    ['every command fails', { kind: 'answered', exitCode: 1, stdout: '', stderr: 'no such thing' }],
    ['every command is missing', { kind: 'answered', exitCode: 127, stdout: '', stderr: 'not found' }],
    ['all say nothing', { kind: 'answered', exitCode: 0, stdout: '', stderr: '' }],
    ['all say what nobody expects', { kind: 'answered', exitCode: 0, stdout: 'hello\n', stderr: '' }],
  ];
  test.each(answers)('nothing is kept when %s', (_what, answer) => {
    const verdicts = blind.map((promise) => ({
      id: promise.id,
      ...promise.judge(promise.questions.map(() => answer)),
    }));
    expect(verdicts.filter(({ outcome }) => outcome === 'kept')).toEqual([]);
    for (const verdict of verdicts) if (verdict.outcome === 'broken') expect(verdict.faults).not.toEqual([]);
  });
});
