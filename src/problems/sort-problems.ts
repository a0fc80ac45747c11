import type { Problem } from './problem.ts';

/** By path, numbers in it by their value; then by code. Problems that say the same about the same place appear once. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const sorted = [...problems].sort(
    (one, other) =>
      comparePaths(one.path, other.path) || compareText(one.code, other.code) || compareText(one.reason, other.reason),
  );
  return sorted.filter((problem, place) => place === 0 || !isSame(problem, sorted[place - 1]!));
}

function comparePaths(one: string, other: string): number {
  const [left, right] = [one.split('.'), other.split('.')];
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) {
    const order = compareSegments(left[place]!, right[place]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareSegments(one: string, other: string): number {
  const numbers = /^\d+$/;
  return numbers.test(one) && numbers.test(other) ? Number(one) - Number(other) : compareText(one, other);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function isSame(one: Problem, other: Problem): boolean {
  return one.path === other.path && one.code === other.code && one.reason === other.reason;
}
