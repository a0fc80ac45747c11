import { sayDuration } from '../../drills/say-duration.ts';
import type { Paint } from '../paint.ts';

export interface TimelineSecond {
  /** 0 is the first. */
  readonly second: number;
  readonly ok: number;
  readonly failed: number;
  /** Of the successful ones; undefined when there are none. */
  readonly p99Ms: number | undefined;
  readonly marks: readonly string[];
}

export interface TimelineLook {
  readonly paint: Paint;
  readonly columns: number;
  /** Requests a second: a full bar. */
  readonly rate: number;
}

const barCells = 20;
const narrowBarCells = 8;
/** Room for everything but the bar and the marks. */
const textColumns = 46;
const barlessColumns = 54;

/**
 * `12 s  ▇▇▇▇▇▇▇▇✗✗  40 ok  10 failed  p99 23 ms  ← lb-1 loses its power`. The bar is as long as the load is dense; a
 * narrow terminal has a short one or none, and marks that do not fit get a line of their own.
 */
export function renderSecond(
  { second, ok, failed, p99Ms, marks }: TimelineSecond,
  { paint, columns, rate }: TimelineLook,
): string {
  const cells = columns < barlessColumns ? 0 : columns < textColumns + barCells ? narrowBarCells : barCells;
  const parts = [
    paint('dim', `${second} s`.padStart(6)),
    ...(cells === 0 ? [] : [renderBar(ok, failed, rate, cells, paint)]),
    `${String(ok).padStart(4)} ok`,
    paint(failed > 0 ? ['bold', 'red'] : 'dim', `${String(failed).padStart(3)} failed`),
    paint('dim', `p99 ${p99Ms === undefined ? '–' : sayDuration(p99Ms)}`.padEnd(11)),
  ];
  const line = parts.join('  ');
  const width = 6 + (cells === 0 ? 0 : cells + 2) + 9 + 12 + 13;
  return addMarks(line, width, marks, columns, paint);
}

function addMarks(line: string, width: number, marks: readonly string[], columns: number, paint: Paint): string {
  if (marks.length === 0) return line.trimEnd();
  const text = `← ${marks.join('; ')}`;
  if (width + 2 + text.length <= columns) return `${line}  ${paint(['bold', 'yellow'], text)}`;
  return [line.trimEnd(), ...marks.map((mark) => `        ${paint(['bold', 'yellow'], `← ${mark}`)}`)].join('\n');
}

/** Whatever failed has a cell at least; a second in which more came than the rate fills the bar. */
function renderBar(ok: number, failed: number, rate: number, cells: number, paint: Paint): string {
  const scale = cells / Math.max(rate, ok + failed, 1);
  const bad = failed === 0 ? 0 : Math.max(1, Math.round(failed * scale));
  const good = Math.min(cells - bad, ok === 0 ? 0 : Math.max(1, Math.round(ok * scale)));
  const rest = ' '.repeat(Math.max(0, cells - good - bad));
  const piece = (style: Parameters<Paint>[0], text: string) => (text === '' ? '' : paint(style, text));
  return `${piece('green', '▇'.repeat(good))}${piece('red', '✗'.repeat(bad))}${rest}`;
}
