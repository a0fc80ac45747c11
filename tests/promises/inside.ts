import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { PlatformDeclaration } from '../../src/declaration/declaration.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Answer, DerivePromises, Subject, Verdict } from '../../src/promises/promise.ts';
import { samplePlatform } from '../platform/sample.ts';

/** The default platform, whose lab the captured answers come from, or a variation of it. */
export function subjectOf(overrides: Partial<PlatformDeclaration> = {}): Subject {
  const platform = samplePlatform(overrides);
  return {
    platform,
    manifests: compile(platform, placeholderMaterials(platform)).hosts,
    observations: new Map(),
    authorityFile: '/var/lib/smartx/labs/lab/ca.crt',
  };
}

/** What was answered in a real lab, by promise; `id, in other words` for further cases of a promise. */
export type Captured = Readonly<Record<string, readonly Answer[]>>;

export function readCaptured(tier: string): Captured {
  return JSON.parse(readFileSync(new URL(`${tier}/captured/kept.json`, import.meta.url), 'utf8'));
}

export type Answered = Extract<Answer, { kind: 'answered' }>;

/** A captured set in which one thing is otherwise, and the fault that must be found. */
export interface BrokenCase {
  readonly id: string;
  readonly title: string;
  /** Which answer is changed; the first one unless said. */
  readonly at?: number;
  readonly change: (answer: Answered) => Answer;
  readonly fault: RegExp;
}

/** Text of stdout replaced; a text that is not there is a mistake of the test. */
export function replace(pattern: string | RegExp, by: string): BrokenCase['change'] {
  return (answer) => {
    const stdout = answer.stdout.replace(pattern, by);
    if (stdout === answer.stdout) throw new Error(`the captured output has no ${pattern}`);
    return { ...answer, stdout };
  };
}

export function judge(derive: DerivePromises, subject: Subject, id: string, answers: readonly Answer[]): Verdict {
  const promise = derive(subject).find((candidate) => candidate.id === id);
  if (promise === undefined) throw new Error(`there is no promise ${id}`);
  expect(answers).toHaveLength(promise.questions.length);
  return promise.judge(answers);
}

const silent: Answer = { kind: 'silent', reason: 'no answer within 5 s' };
const nothing: Answer = { kind: 'answered', exitCode: 0, stdout: '', stderr: '' };
const failing: Answer = { kind: 'answered', exitCode: 2, stdout: '', stderr: 'it broke\n' };

/** Every promise is kept by what a sound lab answered, and by nothing less; each case breaks it. */
export function testPromises(derive: DerivePromises, captured: Captured, broken: readonly BrokenCase[]): void {
  const subject = subjectOf();
  const promises = derive(subject);
  const asked = promises.filter(({ questions }) => questions.length > 0);

  test('sorted, unique, and all of one tier', () => {
    const ids = promises.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const { id, tier } of promises) expect(id.startsWith(`${tier}.`)).toBe(true);
  });

  test.each(asked.map(({ id }) => id))('%s is kept by what a sound lab answered', (id) => {
    expect(judge(derive, subject, id, captured[id]!)).toMatchObject({
      outcome: 'kept',
      evidence: expect.stringMatching(/./),
    });
  });

  test.each(asked)('$id is never kept when somebody does not answer, fails, or says nothing', ({ id, questions }) => {
    for (const [at] of questions.entries()) {
      for (const instead of [silent, nothing, failing]) {
        const answers = captured[id]!.map((answer, index) => (index === at ? instead : answer));
        expect(judge(derive, subject, id, answers)).toMatchObject({ outcome: 'broken' });
      }
    }
  });

  test.each(broken)('$id: $title', ({ id, at = 0, change, fault }) => {
    const answers = captured[id]!.map((answer, index) => (index === at ? change(answer as Answered) : answer));
    const verdict = judge(derive, subject, id, answers);
    expect(verdict.outcome).toBe('broken');
    if (verdict.outcome === 'broken') expect(verdict.faults.join('\n')).toMatch(fault);
  });

  test('every promise that is asked has a case that breaks it', () => {
    const untried = asked.filter(({ id }) => !broken.some((one) => one.id === id));
    expect(untried.map(({ id }) => id)).toEqual([]);
  });
}
