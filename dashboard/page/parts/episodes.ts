import type { Line } from '../prometheus/ask.ts';

/** One time that an alert fired. */
export interface Episode {
  readonly name: string;
  readonly severity: string;
  readonly host: string | undefined;
  /** Unix seconds. */
  readonly start: number;
  readonly end: number;
  readonly isOver: boolean;
}

/** From the series ALERTS: points without a gap are one episode. The newest first. */
export function readEpisodes(lines: readonly Line[], step: number, end: number): readonly Episode[] {
  return lines
    .flatMap((line) => episodesOf(line, step, end))
    .sort((one, other) => other.start - one.start || (one.name < other.name ? -1 : 1));
}

function episodesOf({ labels, points }: Line, step: number, end: number): Episode[] {
  const episodes: { start: number; end: number }[] = [];
  for (const [at] of points) {
    const last = episodes.at(-1);
    if (last !== undefined && at - last.end <= step * 1.5) last.end = at;
    else episodes.push({ start: at, end: at });
  }
  return episodes.map((episode) => ({
    name: labels.alertname ?? 'unnamed',
    severity: labels.severity ?? 'warning',
    host: labels.host,
    start: episode.start,
    end: episode.end + step,
    isOver: episode.end < end - step * 1.5,
  }));
}
