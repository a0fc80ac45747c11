import type { DrillPhases, Measurement } from '../../../drills/measurement.ts';
import { type Html, html } from '../../report/html.ts';
import { type Scale, secondTicks, timeScale } from './scales.ts';

export interface ChartFrame {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, for those who do not see it. */
  readonly description: string;
  /** Markup of what each colour means. */
  readonly legend: Html;
  readonly measurement: Measurement;
  /** Lines across, with what stands beside them; places in percent from the top. */
  readonly levels: readonly { readonly at: number; readonly text: string }[];
  readonly withLabels: boolean;
  readonly content: Html;
}

/**
 * A chart: the plot is as wide as the page lets it be while text and dots keep their size, because every place is in
 * percent and no view box scales it. Labels stand outside of the plot.
 */
export function renderChart(frame: ChartFrame): Html {
  const { id, title, description, legend, measurement, levels, withLabels, content } = frame;
  const across = timeScale(totalMsOf(measurement));
  return html`<figure class="chart">
<figcaption>${legend}</figcaption>
<div class="${withLabels ? 'plot labelled' : 'plot'}"><svg role="img" aria-labelledby="${id}-title ${id}-text" width="100%" height="${plotHeight}">
<title id="${id}-title">${title}</title>
<desc id="${id}-text">${description}</desc>
${renderFaultSpan(measurement.phases, across)}
${levels.map(
  ({
    at,
    text,
  }) => html`<line class="grid" x1="0" x2="100%" y1="${at}%" y2="${at}%"/><text x="-8" y="${at}%" dy=".35em" text-anchor="end">${text}</text>
`,
)}${renderTimeAxis(measurement, across)}
${content}
${renderMarks(measurement.phases, across, withLabels)}
</svg></div>
</figure>`;
}

/** Pixels. */
const plotHeight = 190;
const labelRowHeight = 15;

/** End of the time axis: the end of the load, or the last second of it where it was cut off. Not 0. */
export function totalMsOf({ phases, seconds }: Measurement): number {
  return Math.max(phases.endMs, seconds.length * 1000, 1000);
}

function renderFaultSpan({ faultAtMs, healedAtMs }: DrillPhases, across: Scale): Html {
  const left = across(faultAtMs);
  const width = Math.round((across(healedAtMs) - left) * 100) / 100;
  return html`<rect class="span" x="${left}%" y="0" width="${Math.max(width, 0)}%" height="100%"/>`;
}

function renderTimeAxis(measurement: Measurement, across: Scale): Html {
  const ticks = secondTicks(totalMsOf(measurement)).map(
    (second) => html`<text x="${across(second * 1000)}%" y="100%" dy="1.5em" text-anchor="middle">${second} s</text>`,
  );
  return html`${ticks}`;
}

interface Mark {
  readonly atMs: number | null;
  readonly text: string;
  readonly name: string;
}

/** Each label has a row of its own above the plot, so that marks close to each other stay readable. */
function renderMarks({ faultAtMs, healedAtMs, redundantAtMs }: DrillPhases, across: Scale, withLabels: boolean): Html {
  const marks: Mark[] = [
    { atMs: faultAtMs, text: 'fault', name: 'fault' },
    { atMs: healedAtMs, text: 'healing', name: 'healed' },
    { atMs: redundantAtMs, text: 'all back', name: 'whole' },
  ];
  const drawn = marks.map(({ atMs, text, name }, row) => {
    if (atMs === null) return html``;
    const x = across(atMs);
    const top = withLabels ? (row - marks.length) * labelRowHeight : 0;
    const label = html`<text class="mark ${name}" x="${x}%" y="${top}" dx="${x > 75 ? -5 : 5}" dy=".75em" text-anchor="${x > 75 ? 'end' : 'start'}">${text}</text>`;
    return html`<line class="mark ${name}" x1="${x}%" x2="${x}%" y1="${top}" y2="100%"/>${withLabels ? label : undefined}`;
  });
  return html`${drawn}`;
}
