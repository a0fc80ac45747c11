import type { PlatformPromise, Tier, Verdict } from '../../promises/promise.ts';

/** What `smartx verify --json` prints: a stable document, to which fields may be added but not taken away. */
export interface VerifyReport {
  readonly environment: string;
  readonly site: string;
  /** ISO 8601, when the first question was asked. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  /** How many hosts were looked at, and those of them that did not answer, sorted. */
  readonly hosts: { readonly count: number; readonly silent: readonly string[] };
  readonly questions: number;
  readonly totals: Totals;
  /** In the order of the tiers, then of the ids. */
  readonly promises: readonly PromiseResult[];
}

export interface Totals {
  readonly kept: number;
  readonly broken: number;
  readonly unchecked: number;
}

export interface PromiseResult {
  readonly id: string;
  readonly tier: Tier;
  readonly claim: string;
  readonly method: string;
  /** What a kept promise does not prove. */
  readonly limits: string;
  readonly outcome: Verdict['outcome'];
  /** What was seen; null where nothing could be. */
  readonly evidence: string | null;
  /** Empty unless the promise is broken. */
  readonly faults: readonly string[];
  /** Why it could not be checked; null unless it is unchecked. */
  readonly reason: string | null;
  /** From its first question to its last answer. */
  readonly elapsedMs: number;
}

/** One promise and the verdict about it as a flat value. */
export function promiseResult(promise: PlatformPromise, verdict: Verdict, elapsedMs: number): PromiseResult {
  const { id, tier, claim, method, limits } = promise;
  return {
    ...{ id, tier, claim, method, limits, outcome: verdict.outcome },
    evidence: verdict.outcome === 'unchecked' ? null : verdict.evidence,
    faults: verdict.outcome === 'broken' ? verdict.faults : [],
    reason: verdict.outcome === 'unchecked' ? verdict.reason : null,
    elapsedMs: Math.round(elapsedMs),
  };
}

export function countOutcomes(results: readonly Pick<PromiseResult, 'outcome'>[]): Totals {
  const count = (outcome: Verdict['outcome']) => results.filter((result) => result.outcome === outcome).length;
  return { kept: count('kept'), broken: count('broken'), unchecked: count('unchecked') };
}
