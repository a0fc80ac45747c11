import type { Latency, Measurement } from '../../../drills/measurement.ts';
import { sayDuration } from '../../../drills/say-duration.ts';
import type { RequestRecord } from '../../../load/request-record.ts';
import { type Html, html } from '../../report/html.ts';
import { chooseDots } from './choose-dots.ts';
import { renderChart, totalMsOf } from './frame.ts';
import { decadesAround, decadeTicks, latencyScale, type Scale, timeScale } from './scales.ts';

/**
 * How long each request took, by the moment at which it was due, on a scale of powers of ten. Records are only needed
 * for the dots; without them the lines of each second remain.
 */
export function renderLatencyChart(measurement: Measurement, records: readonly RequestRecord[], id: string): Html {
  const taken = records.map(({ dueMs, endMs }) => endMs - dueMs);
  const known = measurement.seconds.flatMap(({ latency }) => (latency === null ? [] : [latency.minMs, latency.maxMs]));
  const decades = decadesAround([...taken, ...known]);
  const up = latencyScale(decades);
  const across = timeScale(totalMsOf(measurement));
  return renderChart({
    id,
    title: 'Latency of each request',
    description: describe(measurement),
    legend: html`<span class="key main"><span>served</span></span><span class="key bad"><span>failed</span></span><span class="key other"><span>p99 of the second</span></span>${gapKey(measurement)}`,
    measurement,
    levels: decadeTicks(decades).map((ms) => ({ at: up(ms), text: sayDuration(ms) })),
    withLabels: false,
    content: html`${renderGap(measurement, across)}
<svg class="dots" width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none">
<path class="served" d="${dots(records, true, across, up)}"/>
<path class="failed" d="${dots(records, false, across, up)}"/>
<path class="p99" d="${lineOf(measurement, 'p99Ms', across, up)}"/>
</svg>`,
  });
}

function describe({ before, during, after }: Measurement): string {
  const say = (name: string, latency: Latency | null) =>
    latency === null
      ? `${name} nothing was served`
      : `${name} half took at most ${sayDuration(latency.p50Ms)}, 99 % at most ${sayDuration(latency.p99Ms)} and the slowest ${sayDuration(latency.maxMs)}`;
  return `Of the served requests, ${say('before the fault', before.latency)}; ${say('while broken', during.latency)}; ${say('after the healing', after.latency)}.`;
}

/** Dots of no length with round ends: a stroke that does not scale keeps them round in a plot that is stretched. */
function dots(records: readonly RequestRecord[], served: boolean, across: Scale, up: Scale): string {
  const places = chooseDots(records.filter(({ outcome }) => (outcome === 'ok') === served)).map(
    ({ dueMs, endMs }) => `M${across(dueMs)} ${Math.round(up(endMs - dueMs) * 10) / 10}h0`,
  );
  return [...new Set(places)].join('');
}

/** Through the middle of each second; a second in which nothing was served interrupts it. */
function lineOf({ seconds }: Measurement, figure: keyof Latency, across: Scale, up: Scale): string {
  const steps = seconds.map(({ second, latency }, index) => {
    if (latency === null) return '';
    const isFirst = index === 0 || seconds[index - 1]!.latency === null;
    return `${isFirst ? 'M' : 'L'}${across(second * 1000 + 500)} ${up(latency[figure])}`;
  });
  return steps.join('');
}

function gapKey({ longestGap }: Measurement): Html | undefined {
  if (longestGap === null) return undefined;
  return html`<span class="key gap"><span>longest time without a success: ${sayDuration(longestGap.ms)}</span></span>`;
}

function renderGap({ longestGap }: Measurement, across: Scale): Html {
  if (longestGap === null) return html``;
  const left = across(longestGap.fromMs);
  const width = Math.max(Math.round((across(longestGap.toMs) - left) * 100) / 100, thinnestGap);
  return html`<rect class="gap" x="${left}%" width="${width}%" y="0" height="100%"><title>nobody was served for ${sayDuration(longestGap.ms)}</title></rect>`;
}

/** Percent of the plot: even a gap of some milliseconds can be seen. */
const thinnestGap = 0.15;
