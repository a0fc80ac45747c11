import type { QueryName } from './queries.ts';

/** One series of an instant vector, and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** More series than this are no answer to a query of ours; what is beyond is left out. */
const SAMPLES_MAX = 20_000;

/**
 * The answer of /api/v1/query (prometheus.io/docs, "HTTP API"), already parsed as JSON; undefined when it is anything
 * else than a vector or a scalar. It never throws: whatever came over the network may be given.
 */
export function parseSamples(body: unknown): readonly Sample[] | undefined {
  if (!isRecord(body) || body.status !== 'success' || !isRecord(body.data)) return undefined;
  const { resultType, result } = body.data;
  if (!Array.isArray(result)) return undefined;
  if (resultType === 'scalar') return parseSample({ metric: {}, value: result });
  if (resultType !== 'vector') return undefined;
  return result.slice(0, SAMPLES_MAX).flatMap(parseSample);
}

/** A value that is no number (`NaN`, as of 0/0) tells nothing, so it counts as not there. */
function parseSample(entry: unknown): readonly Sample[] {
  if (!isRecord(entry) || !isRecord(entry.metric) || !Array.isArray(entry.value)) return [];
  const text: unknown = entry.value[1];
  if (typeof text !== 'string' || text === '') return [];
  const value = numberOf(text);
  if (Number.isNaN(value)) return [];
  const labels = Object.entries(entry.metric).filter(([, label]) => typeof label === 'string');
  return [{ labels: Object.fromEntries(labels) as Record<string, string>, value }];
}

/** Prometheus writes infinity as Go does. */
function numberOf(text: string): number {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The samples of each query; undefined where there is no answer that can be understood. */
export type Samples = (name: QueryName) => readonly Sample[] | undefined;

/** Series of a recording rule. */
export function recorded(samples: Samples, name: string): readonly Sample[] {
  return (samples('recorded') ?? []).filter(({ labels }) => labels.__name__ === name);
}
