import type { Paint } from '../paint.ts';
import type { ProgressModel, ProgressRow } from './progress-model.ts';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** Lines that the frame needs beside those of hosts: title, counts, and one free so that nothing scrolls. */
const reservedLines = 5;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const spinnerIntervalMs = 80;

/**
 * The live display at one moment. No line is wider than the terminal, and where there are more hosts than lines those
 * that are done and those that wait are only counted.
 */
export function renderFrame(
  model: ProgressModel,
  title: string,
  times: { readonly startedMs: number; readonly nowMs: number },
  size: FrameSize,
  paint: Paint,
): string {
  const { shown, hidden } = chooseRows(model.rows, Math.max(1, size.rows - reservedLines));
  const widths = { name: longest(shown, 'name', 24), label: longest(shown, 'label', 18) };
  const elapsed = formatSeconds(times.nowMs - times.startedMs);
  const frame = spinner[Math.floor((times.nowMs - times.startedMs) / spinnerIntervalMs) % spinner.length]!;
  const width = Math.max(40, size.columns - 1);
  return [
    `${paint('bold', cutTo(title, width - elapsed.length - 1))}${gap(width, title, elapsed)}${paint('dim', elapsed)}`,
    ...shown.map((row) => renderRow(row, { ...widths, total: width }, frame, times.nowMs, paint)),
    ...hidden.map((line) => paint('dim', cutTo(line, width))),
  ].join('\n');
}

function gap(width: number, left: string, right: string): string {
  return ' '.repeat(Math.max(1, width - Math.min(left.length, width - right.length - 1) - right.length));
}

interface Chosen {
  readonly shown: readonly ProgressRow[];
  readonly hidden: readonly string[];
}

function chooseRows(rows: readonly ProgressRow[], room: number): Chosen {
  const wanted = rows.filter(({ scope, state }) => (scope !== 'image' && scope !== 'release') || state !== 'done');
  if (wanted.length <= room) return { shown: wanted, hidden: [] };
  const busy = wanted.filter(({ state }) => state === 'failed' || state === 'active');
  const byUrgency = [...busy].sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
  const kept = new Set(byUrgency.slice(0, room));
  const count = (state: ProgressRow['state']) => wanted.filter((row) => row.state === state).length;
  const lines: readonly (readonly [number, string, string])[] = [
    [busy.length - kept.size, '⠿', 'more at work'],
    [count('done') + count('skipped'), '✓', 'ready'],
    [count('waiting'), '·', 'waiting'],
  ];
  return {
    shown: wanted.filter((row) => kept.has(row)),
    hidden: lines.filter(([number]) => number > 0).map(([number, mark, words]) => `${mark} ${number} ${words}`),
  };
}

interface Widths {
  readonly name: number;
  readonly label: number;
  readonly total: number;
}

function renderRow(row: ProgressRow, widths: Widths, frame: string, nowMs: number, paint: Paint): string {
  const { mark, style } = looks[row.state];
  const time = row.startedMs === undefined ? '' : formatSeconds((row.endedMs ?? nowMs) - row.startedMs);
  const left = `${cutTo(row.name, widths.name).padEnd(widths.name)}  ${cutTo(row.label, widths.label).padEnd(widths.label)}  `;
  const room = widths.total - 2 - left.length - time.length - 2;
  const words = row.state === 'waiting' ? 'waiting' : [row.step, row.detail].filter(Boolean).join(': ');
  const text = cutTo(words, Math.max(0, room)).padEnd(Math.max(0, room));
  const faint = row.state === 'waiting' || row.state === 'skipped';
  const name = left.slice(0, widths.name);
  const rest = left.slice(widths.name);
  return [
    paint(style, row.state === 'active' ? frame : mark),
    ' ',
    faint ? paint('dim', name) : name,
    paint('dim', rest),
    row.state === 'failed' ? paint('red', text) : faint || row.state === 'done' ? paint('dim', text) : text,
    '  ',
    paint('dim', time),
  ].join('');
}

const looks = {
  waiting: { mark: '·', style: 'dim' },
  active: { mark: '', style: 'cyan' },
  done: { mark: '✓', style: 'green' },
  failed: { mark: '✗', style: 'red' },
  skipped: { mark: '–', style: 'dim' },
} as const;

function longest(rows: readonly ProgressRow[], field: 'name' | 'label', most: number): number {
  return Math.min(most, Math.max(0, ...rows.map((row) => row[field].length)));
}

/** Cuts to a number of columns; output of builds may hold tabs and colours, which would break the line. */
function cutTo(text: string, width: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose.
  const clean = text.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, '').replaceAll(/[\u0000-\u001f\u007f]+/g, ' ');
  return clean.length <= width ? clean : `${clean.slice(0, Math.max(0, width - 1))}…`;
}

/** `4.2 s`, `75 s`, `3 min 5 s`. */
export function formatSeconds(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
