import type { Outcome, RequestKind } from '../load/request-record.ts';

/**
 * What the users of the load felt. Part of the `--json` document: plain data, `null` where there is nothing to tell.
 * Times are milliseconds since the load began, rounded to tenths; latencies are of successful requests, from the moment
 * at which they were due.
 */
export interface Measurement extends Counts {
  readonly phases: DrillPhases;
  readonly before: PhaseMeasurement;
  readonly during: PhaseMeasurement;
  readonly after: PhaseMeasurement;
  readonly kinds: Readonly<Record<RequestKind, KindMeasurement>>;
  readonly longestGap: Gap | null;
  /** By kind of request, then by name; only what happened. */
  readonly failures: readonly FailureCount[];
  /** Failed requests that are safe to repeat: every one but a write without a key. */
  readonly failedIdempotent: number;
  /** Seconds from the first to the last, none left out. By the moment at which requests were due. */
  readonly seconds: readonly Second[];
  readonly writes: WritesMeasurement;
  /** From the healing to the moment at which every part was back. Null: it did not come back while it was watched. */
  readonly redundantAfterMs: number | null;
  /** Most members that took writes at the same time. Null: nobody watched. */
  readonly primariesMax: number | null;
}

/** When things happened, milliseconds since the load began. */
export interface DrillPhases {
  readonly faultAtMs: number;
  /** When the healing began; where there is nothing to heal, when the time of the fault was over. */
  readonly healedAtMs: number;
  /** When every part was seen in its place again; null when that did not happen. */
  readonly redundantAtMs: number | null;
  /** When the load was told to stop. */
  readonly endMs: number;
}

export interface Counts {
  readonly requests: number;
  readonly ok: number;
  readonly failed: number;
  /** Sent a second time as browsers do. They count once, as ok or failed. */
  readonly resent: number;
}

/** Requests that were due before the fault, from the fault to the healing, and from the healing on. */
export interface PhaseMeasurement extends Counts {
  readonly latency: Latency | null;
}

export interface KindMeasurement extends Counts {
  readonly longestGap: Gap | null;
  readonly latency: Latency | null;
}

/** Nearest ranks: each is the latency of a request that happened. Null in their place when there was no success. */
export interface Latency {
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** The longest time without a success: see longest-gap.ts for what counts at the edges. */
export interface Gap {
  readonly ms: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** False: nothing succeeded any more. */
  readonly ended: boolean;
}

export interface FailureCount {
  readonly kind: RequestKind;
  readonly outcome: Exclude<Outcome, 'ok'>;
  readonly count: number;
}

export interface Second {
  /** 0 is the first. */
  readonly second: number;
  readonly ok: number;
  readonly failed: number;
  readonly latency: Latency | null;
}

export interface WritesMeasurement {
  /** The user was told that they are done. */
  readonly acknowledged: number;
  /** Acknowledged, and not in the ledger. Null: the ledger could not be asked. */
  readonly lost: number | null;
  /** In the ledger more than once. */
  readonly duplicates: number | null;
  /** In the ledger, although the user was told that it failed. */
  readonly unexpected: number | null;
  /** Whether the sum over all balances is what it was. */
  readonly balanced: boolean | null;
  /** Whether there was a time of `outageMsMin` without an acknowledged write. */
  readonly stopped: boolean;
  /** From the fault to the first acknowledged write after the longest stop. Null: no stop, or no write any more. */
  readonly resumedAfterMs: number | null;
}

/** What the check of the ledger found: keys of transfers. */
export interface LedgerFindings {
  readonly lost: readonly string[];
  readonly duplicates: readonly string[];
  /** There, although their users were told that they failed. */
  readonly unexpected: readonly string[];
  readonly balanced: boolean;
}
