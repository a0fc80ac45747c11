import type { Problem } from '../problems/problem.ts';

/** The declaration, or the environment asked for, is wrong. Carries every problem; the CLI's edge renders them. */
export class ProblemsFound extends Error {
  readonly problems: readonly Problem[];
  /** The declaration's file as the operator would write it, where one was found. */
  readonly file: string | undefined;

  constructor(problems: readonly Problem[], file?: string) {
    super(problems.map(({ code, path }) => `${code} ${path}`).join(', '));
    this.name = 'ProblemsFound';
    this.problems = problems;
    this.file = file;
  }
}
