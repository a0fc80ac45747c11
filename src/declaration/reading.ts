import type { ProblemCode } from '../problems/problem.ts';

/** What reading one value gives: the value, or what is wrong with it. The path is added by whoever knows it. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly flaw: Flaw };

/** A problem without its path. */
export interface Flaw {
  readonly code: ProblemCode;
  readonly reason: string;
  readonly fix: string;
}

export function good<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function bad(code: ProblemCode, reason: string, fix: string): Reading<never> {
  return { ok: false, flaw: { code, reason, fix } };
}

/** A value as the operator would recognise it, cut to 60 characters. Never throws, whatever the value is. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  return shorten(String(value));
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
