import type { AlertingRule, ForgedSeries, Reading } from './model.ts';

/** Rules that can be rehearsed at the same time: no series of one is told otherwise by another. */
export interface Act {
  readonly rules: readonly AlertingRule[];
}

/** When, in seconds. */
export interface Timing {
  /** When the first act begins. */
  readonly begin: number;
  readonly wrongSeconds: number;
  readonly mendedSeconds: number;
}

/** What was always wrong comes first, since then there is no past in which it was well. */
export function planActs(rules: readonly AlertingRule[]): readonly Act[] {
  const acts: AlertingRule[][] = [];
  const order = [...rules].sort((one, other) => Number(isAlways(other)) - Number(isAlways(one)));
  for (const rule of order) {
    const fitting = acts.find(
      (act, index) => !(isAlways(rule) && index > 0) && act.every((one) => isPeaceful(one, rule)),
    );
    if (fitting === undefined) acts.push([rule]);
    else fitting.push(rule);
  }
  return acts.map((act) => ({ rules: act }));
}

function isAlways({ rehearsal }: AlertingRule): boolean {
  return rehearsal.wrong === 'always';
}

function isPeaceful(one: AlertingRule, other: AlertingRule): boolean {
  return other.rehearsal.series.every((mine) => {
    const theirs = one.rehearsal.series.find(({ series }) => series === mine.series);
    return theirs === undefined || JSON.stringify(theirs) === JSON.stringify(mine);
  });
}

/** From a moment on, a series is told so. */
interface Stretch {
  readonly from: number;
  readonly reading: Reading;
}

/** What is told of each series, by its name with labels. */
export function storiesOf(acts: readonly Act[], { begin, wrongSeconds, mendedSeconds }: Timing) {
  const stories = new Map<string, Stretch[]>();
  for (const [index, { rules }] of acts.entries()) {
    const from = begin + index * (wrongSeconds + mendedSeconds);
    const told = new Map<string, { forged: ForgedSeries; always: boolean }>();
    for (const rule of rules) {
      for (const forged of rule.rehearsal.series) told.set(forged.series, { forged, always: isAlways(rule) });
    }
    for (const [series, { forged, always }] of told) {
      const story = stories.get(series) ?? [
        { from: Number.NEGATIVE_INFINITY, reading: always ? forged.wrong : forged.well },
      ];
      story.push({ from, reading: forged.wrong }, { from: from + wrongSeconds, reading: forged.mended ?? forged.well });
      stories.set(series, story);
    }
  }
  return stories;
}

/**
 * The value at each of these times, which ascend; undefined where there is none. Counters go on from where they were.
 */
export function tell(story: readonly Stretch[], times: readonly number[]): readonly (number | undefined)[] {
  let counted = 0;
  let before = times[0] ?? 0;
  return times.map((time) => {
    // Within a second it does not matter which of two rates it was.
    const { reading } = story.findLast(({ from }) => from <= time)!;
    const elapsed = time - before;
    before = time;
    if (reading === 'absent') return undefined;
    if (typeof reading === 'number') return reading;
    if ('secondsAgo' in reading) return time - reading.secondsAgo;
    counted += elapsed * reading.perSecond;
    return counted;
  });
}

/** How long an alert waits in a rehearsal: time enough that one which does not hold would not fire. */
export function rehearsedForSeconds({ forSeconds }: Pick<AlertingRule, 'forSeconds'>): number {
  return Math.min(forSeconds, 2);
}

/** Long enough for the longest window of a rule on objectives. */
const historySeconds = 6 * 3_600 + 600;
/** Full minutes are among them, which is when subqueries look. */
const historyStepSeconds = 30;
/** Rates over a minute need more. */
const closeSeconds = 120;

/**
 * The past and the future of every series, as `promtool tsdb create-blocks-from openmetrics` takes them. Prometheus sees what
 * is told of a moment when that moment comes.
 */
export function renderHistory(acts: readonly Act[], timing: Timing, endSeconds: number): string {
  const times: number[] = [];
  const first = Math.floor((timing.begin - historySeconds) / historyStepSeconds) * historyStepSeconds;
  for (let time = first; time < timing.begin - closeSeconds; time += historyStepSeconds) times.push(time);
  for (let time = timing.begin - closeSeconds; time <= endSeconds; time += 1) times.push(time);
  const byName = new Map<string, string[]>();
  for (const [series, story] of storiesOf(acts, timing)) {
    const name = series.replace(/\{.*/, '');
    const lines = byName.get(name) ?? [];
    for (const [index, value] of tell(story, times).entries()) {
      if (value !== undefined) lines.push(`${series} ${value} ${times[index]}\n`);
    }
    byName.set(name, lines);
  }
  // Samples of one name stand together (OpenMetrics 1.0, "MetricFamily"); of type unknown, a name may be any.
  const families = [...byName].map(([name, lines]) => `# TYPE ${name} unknown\n${lines.join('')}`);
  return `${families.join('')}# EOF\n`;
}

/** `smartx:slo_errors:ratio_rate1h` and `up`: every series that an expression reads. */
export function selectorsOf(expr: string): readonly string[] {
  const plain = expr.replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) => text.replaceAll(/[^"]/g, '_'));
  const found: string[] = [];
  for (const match of plain.matchAll(
    /(?<![\w:$."])[a-zA-Z_:][\w:]*(?=\s*(\{[^}]*\}|\[|[\s),=<>/*+-]|$))(?:\{[^}]*\})?/g,
  )) {
    const text = expr.slice(match.index, match.index + match[0].length);
    const name = text.replace(/\{.*/s, '');
    if (/^_+$/.test(name) || keywords.has(name) || isLabelList(plain, match.index)) continue;
    if (/^\s*\(/.test(plain.slice(match.index + match[0].length))) continue;
    found.push(text);
  }
  return [...new Set(found)];
}

/** `by (host, name)`, and what stands within braces. */
function isLabelList(expr: string, at: number): boolean {
  const before = expr.slice(0, at);
  const insideBraces = before.lastIndexOf('{') > before.lastIndexOf('}');
  const list = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*$/.test(before);
  const inWindow = before.lastIndexOf('[') > before.lastIndexOf(']');
  return insideBraces || list || inWindow;
}

const keywords = new Set([
  'avg',
  'count',
  'max',
  'min',
  'sum',
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'bool',
  'offset',
  'group_left',
  'group_right',
]);
