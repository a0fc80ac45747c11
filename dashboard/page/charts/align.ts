import type { Line, Span } from '../prometheus/ask.ts';

export interface NamedLine {
  readonly name: string;
  /** One for each time; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

/** The times of a span, as Prometheus counts them. */
export function timesOf({ start, end, step }: Span): number[] {
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, at) => start + at * step);
}

/** A value for each time of the span: gaps stay gaps. */
export function alignLine(name: string, line: Line, span: Span): NamedLine {
  const values: (number | null)[] = timesOf(span).map(() => null);
  for (const [at, value] of line.points) {
    const index = Math.round((at - span.start) / span.step);
    if (index >= 0 && index < values.length && Number.isFinite(value)) values[index] = value;
  }
  return { name, values };
}

export interface Extent {
  readonly now: number | undefined;
  readonly least: number | undefined;
  readonly greatest: number | undefined;
}

/** What a chart says in words. `now` is what is known of the last two steps: the newest one may not be there yet. */
export function extentOf(values: readonly (number | null)[]): Extent {
  const known = values.filter((value) => value !== null);
  const now = values.slice(-2).findLast((value) => value !== null) ?? undefined;
  if (known.length === 0) return { now, least: undefined, greatest: undefined };
  return { now, least: known.reduce((a, b) => Math.min(a, b)), greatest: known.reduce((a, b) => Math.max(a, b)) };
}
