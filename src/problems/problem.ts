/**
 * A mistake in the declaration. Problems are collected, never thrown one by one: whoever fixes a declaration wants to
 * see all of them at once.
 */
export interface Problem {
  /** Permanent name; `smartx explain CODE` tells more. */
  readonly code: ProblemCode;
  /** Where in the declaration, for example `environments.lab.hosts.web-1.address`. */
  readonly path: string;
  /** What is wrong, with the offending value. One sentence. */
  readonly reason: string;
  /** What to write instead. One sentence. */
  readonly fix: string;
}

export type { ProblemCode } from './catalogue.ts';

import type { ProblemCode } from './catalogue.ts';

/** What every `parseX` returns: the value, or all of its problems. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };
