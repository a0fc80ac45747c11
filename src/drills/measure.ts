import { type RequestKind, type RequestRecord, requestKinds } from '../load/request-record.ts';
import { bySecond } from './measure/by-second.ts';
import { countFailures, countRequests, isIdempotent } from './measure/counts.ts';
import { latencyOf } from './measure/latency.ts';
import { longestGap } from './measure/longest-gap.ts';
import { roundMs } from './measure/round-ms.ts';
import type {
  DrillPhases,
  Gap,
  KindMeasurement,
  LedgerFindings,
  Measurement,
  PhaseMeasurement,
  WritesMeasurement,
} from './measurement.ts';

export interface MeasureInput {
  /** In any order. */
  readonly records: readonly RequestRecord[];
  readonly phases: DrillPhases;
  /** Undefined: the ledger could not be asked, which never counts as good. */
  readonly ledger: LedgerFindings | undefined;
  /** Undefined: nobody watched. */
  readonly primariesMax: number | undefined;
}

/** Shorter times without an acknowledged write are what a steady load has between two of them, and a slow one. */
export const outageMsMin = 500;

/** From the requests of a drill to what its users felt. */
export function measure({ records, phases, ledger, primariesMax }: MeasureInput): Measurement {
  const { faultAtMs, healedAtMs, redundantAtMs } = phases;
  const due = (fromMs: number, toMs: number) => measurePhase(records.filter((each) => isDue(each, fromMs, toMs)));
  const kinds = measureKinds(records);
  return {
    ...countRequests(records),
    phases: {
      faultAtMs: roundMs(faultAtMs),
      healedAtMs: roundMs(healedAtMs),
      redundantAtMs: redundantAtMs === null ? null : roundMs(redundantAtMs),
      endMs: roundMs(phases.endMs),
    },
    before: due(Number.NEGATIVE_INFINITY, faultAtMs),
    during: due(faultAtMs, healedAtMs),
    after: due(healedAtMs, Number.POSITIVE_INFINITY),
    kinds,
    longestGap: longestGap(records),
    failures: countFailures(records),
    failedIdempotent: records.filter((record) => record.outcome !== 'ok' && isIdempotent(record)).length,
    seconds: bySecond(records),
    writes: measureWrites(kinds.write, ledger, faultAtMs),
    redundantAfterMs: redundantAtMs === null ? null : roundMs(redundantAtMs - healedAtMs),
    primariesMax: primariesMax ?? null,
  };
}

function isDue({ dueMs }: RequestRecord, fromMs: number, toMs: number): boolean {
  return dueMs >= fromMs && dueMs < toMs;
}

function measurePhase(records: readonly RequestRecord[]): PhaseMeasurement {
  return { ...countRequests(records), latency: latencyOf(records) };
}

function measureKinds(records: readonly RequestRecord[]): Readonly<Record<RequestKind, KindMeasurement>> {
  const measureKind = (kind: RequestKind): KindMeasurement => {
    const some = records.filter((record) => record.kind === kind);
    return { ...countRequests(some), longestGap: longestGap(some), latency: latencyOf(some) };
  };
  return Object.fromEntries(requestKinds.map((kind) => [kind, measureKind(kind)])) as Record<
    RequestKind,
    KindMeasurement
  >;
}

function measureWrites(
  { ok, longestGap: gap }: KindMeasurement,
  ledger: LedgerFindings | undefined,
  faultAtMs: number,
): WritesMeasurement {
  return {
    acknowledged: ok,
    lost: ledger?.lost.length ?? null,
    duplicates: ledger?.duplicates.length ?? null,
    unexpected: ledger?.unexpected.length ?? null,
    balanced: ledger?.balanced ?? null,
    stopped: gap !== null && gap.ms >= outageMsMin,
    resumedAfterMs: gap !== null && isOutage(gap, faultAtMs) ? roundMs(gap.toMs - faultAtMs) : null,
  };
}

function isOutage({ ms, toMs, ended }: Gap, faultAtMs: number): boolean {
  return ended && ms >= outageMsMin && toMs >= faultAtMs;
}
