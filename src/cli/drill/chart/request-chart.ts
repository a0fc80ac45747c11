import type { Measurement, Second } from '../../../drills/measurement.ts';
import { type Html, html } from '../../report/html.ts';
import { renderChart, totalMsOf } from './frame.ts';
import { countScale, countTicks, type Scale, timeScale } from './scales.ts';

/** Requests by the second in which they were due: served ones below, failed ones on top of them, hatched. */
export function renderRequestChart(measurement: Measurement, id: string): Html {
  const { seconds, requests, failed } = measurement;
  const most = seconds.reduce((max, second) => Math.max(max, second.ok + second.failed), 0);
  const ticks = countTicks(most);
  const up = countScale(ticks.at(-1)!);
  const across = timeScale(totalMsOf(measurement));
  const bad = seconds.filter((second) => second.failed > 0);
  const when = bad.length === 0 ? '' : `, due from second ${bad[0]!.second} to second ${bad.at(-1)!.second}`;
  return renderChart({
    id,
    title: 'Requests in each second',
    description: `${requests} requests, ${failed} of them failed${when}. The table below has each second.`,
    legend: html`<span class="key good"><span>served</span></span><span class="key bad"><span>failed</span></span><span class="key span"><span>while broken</span></span>`,
    measurement,
    levels: ticks.map((count) => ({ at: up(count), text: String(count) })),
    withLabels: true,
    content: html`<defs><pattern id="${id}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="failed" width="5" height="5"/><line class="hatch" x1="0" x2="0" y1="0" y2="5"/></pattern></defs>
${seconds.map((second) => renderBar(second, across, up, id))}`,
  });
}

/** Part of a second that its bar fills; the rest keeps bars apart. */
const barShare = 0.82;

function renderBar({ second, ok, failed }: Second, across: Scale, up: Scale, id: string): Html {
  if (ok + failed === 0) return html``;
  const x = across(second * 1000 + 500 * (1 - barShare));
  const width = two(across(second * 1000 + 500 * (1 + barShare)) - x);
  const piece = (from: number, to: number, fill: Html) =>
    to === from
      ? undefined
      : html`<rect ${fill} x="${x}%" width="${width}%" y="${up(to)}%" height="${two(up(from) - up(to))}%"/>`;
  return html`<g><title>second ${second}: ${ok} served, ${failed} failed</title>${piece(0, ok, html`class="served"`)}${piece(ok, ok + failed, html`fill="url(#${id}-hatch)"`)}</g>
`;
}

function two(percent: number): number {
  return Math.round(percent * 100) / 100;
}
