import type { Drill } from './drill.ts';
import { findDoubts } from './find-doubts.ts';
import { judgeObjectives, type ObjectiveVerdict } from './judge-objectives.ts';
import { type MeasureInput, measure } from './measure.ts';
import type { Measurement } from './measurement.ts';

/** What `smartx drill --json` prints. Fields are added, never renamed; `version` changes if that must be broken. */
export interface DrillDocument {
  readonly version: 1;
  readonly environment: string;
  /** Of several, the one that the load went to; null of the only one. */
  readonly application: string | null;
  /** Name that the load asked: `www.foobar.com`. */
  readonly site: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly passed: boolean;
  readonly drills: readonly DrillReport[];
  readonly skipped: readonly SkippedDrill[];
}

export interface SkippedDrill {
  readonly name: string;
  /** Why this platform cannot be drilled so, one sentence. */
  readonly reason: string;
}

/** One drill, from its plan to its verdict. */
export interface DrillReport {
  readonly name: string;
  readonly title: string;
  readonly proves: string;
  readonly limits: string;
  /** ISO 8601, of the load's beginning. */
  readonly startedAt: string;
  /** Requests a second. */
  readonly rate: number;
  /** What was broken, a short sentence each: `lb-1 loses its power`. */
  readonly faults: readonly string[];
  readonly measurement: Measurement;
  readonly objectives: readonly ObjectiveVerdict[];
  /** What is not as it was before, one sentence each: a part that did not come back, a ledger that does not add up. */
  readonly troubles: readonly string[];
  /** Why the figures may tell of more than the fault, one sentence each: see find-doubts.ts. */
  readonly doubts: readonly string[];
  /** Every objective met, and no trouble. */
  readonly passed: boolean;
}

export interface ReportInput extends MeasureInput {
  readonly drill: Pick<Drill, 'name' | 'title' | 'proves' | 'limits' | 'objectives'>;
  readonly startedAt: string;
  readonly rate: number;
  readonly faults: readonly string[];
  /** The longest time by which the load generator was late with a request, milliseconds. */
  readonly lateMsMax: number;
  /** What the check after the healing found that is still broken, one sentence each. */
  readonly stillBroken: readonly string[];
}

/** The report of one drill: measured, judged, and whether it passed. */
export function reportDrill({
  drill,
  startedAt,
  rate,
  faults,
  stillBroken,
  lateMsMax,
  ...input
}: ReportInput): DrillReport {
  const { name, title, proves, limits } = drill;
  const measurement = measure(input);
  const objectives = judgeObjectives(drill.objectives, measurement);
  const troubles = [...stillBroken, ...findTroubles(measurement)];
  const doubts = findDoubts(measurement, lateMsMax);
  const passed = objectives.every(({ met }) => met) && troubles.length === 0;
  const judged = { measurement, objectives, troubles, doubts, passed };
  return { name, title, proves, limits, startedAt, rate, faults, ...judged };
}

/** Also what no objective asks for: a drill that measured nothing, or left something behind, is not passed. */
function findTroubles({ before, requests, redundantAfterMs, writes }: Measurement): readonly string[] {
  const troubles: (string | false)[] = [
    requests === 0 && 'No request was sent, so nothing was measured.',
    requests > 0 && before.ok === 0 && 'No request succeeded before the fault, so its effect cannot be told.',
    redundantAfterMs === null && 'Not every part came back while the drill waited for it.',
    writes.balanced === false && 'The balances of the ledger do not add up to what they were.',
    (writes.unexpected ?? 0) > 0 &&
      `${writes.unexpected} writes are in the ledger although their users were told that they failed.`,
  ];
  return troubles.filter((trouble) => trouble !== false);
}
