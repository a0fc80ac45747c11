import { z } from 'zod';
import type * as written from './declaration.ts';
import { parseDuration, renderDuration } from './duration.ts';
import { type Fields, leaf } from './leaf.ts';
import { bad, good, type Reading, show } from './reading.ts';

const latencySchema = z.strictObject({
  within: leaf(parseLatencySeconds).prefault('500ms'),
  share: leaf(parseRatio).prefault(99),
} satisfies Fields<NonNullable<written.ObjectiveDeclaration['latency']>>);

/** Shares of requests, written as percent and read as ratios. */
export const objectiveSchema = z.strictObject({
  availability: leaf(parseRatio).prefault(99.9),
  latency: latencySchema.prefault({}),
} satisfies Fields<written.ObjectiveDeclaration>);

/**
 * Upper ends of the buckets that durations of requests are counted in. A histogram knows how many were faster than one
 * of them, and guesses between two: https://prometheus.io/docs/practices/histograms/#quantiles
 */
export const latencyBucketsMs = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

function parseLatencySeconds(value: unknown): Reading<number> {
  const duration = parseDuration(value, { minMs: 1, maxMs: 3_600_000 });
  if (!duration.ok) return duration;
  if (latencyBucketsMs.some((bucket) => bucket === duration.value)) return good(duration.value / 1_000);
  return bad(
    'LATENCY_NOT_COUNTED',
    `nothing counts the requests that are faster than ${show(value)}.`,
    `Write one of ${latencyBucketsMs.map((bucket) => `'${renderDuration(bucket)}'`).join(', ')}.`,
  );
}

/** At most three decimals, so that a ratio has five and stays as exact as it was written. */
function parseRatio(value: unknown): Reading<number> {
  const thousandths = typeof value === 'number' ? Math.round(value * 1_000) : Number.NaN;
  if (thousandths / 1_000 === value && value >= 50 && value < 100) return good(thousandths / 100_000);
  return bad(
    'OBJECTIVE_INVALID',
    value === 100 ? 'no platform keeps 100 %: one failed request would break it.' : `${show(value)} is no objective.`,
    'Write percent, from 50 to 99.999, with at most three decimals.',
  );
}
