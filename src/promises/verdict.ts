import type { Answer, Verdict } from './promise.ts';

/** What one answer, or a few that belong together, says about a promise. */
export interface Finding {
  readonly faults: readonly string[];
  /** Short: what was seen. Undefined where a fault says it already. */
  readonly evidence?: string | undefined;
  /** Why nothing can be known from this answer, one sentence: whoever should have asked was not there. */
  readonly unknown?: string | undefined;
}

/** A fault breaks a promise, whatever else is not known; without one, all has to be known to call it kept. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const faults = [...new Set(findings.flatMap((finding) => finding.faults))];
  const evidence = [...new Set(findings.flatMap((finding) => finding.evidence ?? []))].join('; ');
  if (faults.length > 0) return { outcome: 'broken', faults, evidence };
  const unknown = findings.flatMap((finding) => finding.unknown ?? []);
  return unknown.length > 0 ? { outcome: 'unchecked', reason: unknown.join(' ') } : { outcome: 'kept', evidence };
}

/** One subject, one answer: `judgeEach(servers, (server, answer) => …)` is a judge. */
export function judgeEach<T>(
  subjects: readonly T[],
  judgeOne: (subject: T, answer: Answer) => Finding,
): (answers: readonly Answer[]) => Verdict {
  return (answers) => verdictOf(subjects.map((subject, index) => judgeOne(subject, answerAt(answers, index))));
}

/** @throws Error when there are fewer answers than questions: a mistake of whoever asks. */
export function answerAt(answers: readonly Answer[], index: number): Answer {
  const answer = answers[index];
  if (answer === undefined) throw new Error(`question ${index} was not answered, not even with silence`);
  return answer;
}

/**
 * A judge for promises that are asked with a program which is not part of every system: without the program nothing is
 * known. A shell, env(1) and nsenter(1) all end with 127 then (POSIX.1-2024, Shell Command Language 2.8.2).
 */
export function withProgram(
  program: string,
  judge: (answers: readonly Answer[]) => Verdict,
): (answers: readonly Answer[]) => Verdict {
  return (answers) => {
    const isMissing = answers.some((answer) => answer.kind === 'answered' && answer.exitCode === 127);
    if (!isMissing) return judge(answers);
    return { outcome: 'unchecked', reason: `${program} is not installed where the question is asked.` };
  };
}

/** `ns-1, ns-2 and ns-3` */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
