import type { DrillReport } from '../../drills/report.ts';
import { sayDuration } from '../../drills/say-duration.ts';
import type { RequestRecord } from '../../load/request-record.ts';
import { type Html, html } from '../report/html.ts';
import { type Figure, renderFigures, renderSign, type Verdict } from '../report/html-page.ts';
import { renderLatencyChart } from './chart/latency-chart.ts';
import { renderRequestChart } from './chart/request-chart.ts';
import { renderFailures, renderKinds, renderPhases, renderSeconds } from './render-tables.ts';

/** One drill on the page. */
export function renderDrillSection(report: DrillReport, records: readonly RequestRecord[]): Html {
  const { name, title, passed, proves, limits, faults, rate, measurement } = report;
  return html`<section class="drill" id="${name}" aria-labelledby="${name}-title">
<header><h2 id="${name}-title">${title}</h2><code class="quiet">${name}</code><span class="badge ${passed ? 'good' : 'bad'}">${passed ? 'passed' : 'not passed'}</span></header>
<p class="quiet">${faults.join('; ')}, for ${sayDuration(lastingMs(report))}, under ${rate} requests a second.</p>
${renderFigures(figuresOf(report))}
${renderPoints(report)}
<h3>Requests</h3>
${renderRequestChart(measurement, `${name}-requests`)}
<h3>Latency</h3>
${renderLatencyChart(measurement, records, `${name}-latency`)}
<details><summary>Both charts as a table, second by second</summary>
${renderSeconds(measurement)}
</details>
<h3>Before, during and after</h3>
${renderPhases(measurement)}
<h3>By kind of request</h3>
${renderKinds(measurement)}
<h3>Failures</h3>
${renderFailures(measurement)}
<h3>What this shows</h3>
<p>${proves}</p>
<p class="quiet">Not shown: ${limits}</p>
</section>
`;
}

function lastingMs({ measurement: { phases } }: DrillReport): number {
  return phases.healedAtMs - phases.faultAtMs;
}

function figuresOf({ measurement, objectives }: DrillReport): readonly Figure[] {
  const { requests, failed, longestGap, kinds, writes, redundantAfterMs, resent } = measurement;
  const judged = (...kindsOf: readonly string[]): Verdict | undefined => {
    const some = objectives.filter(({ objective }) => kindsOf.includes(objective.kind));
    if (some.length === 0) return undefined;
    return some.every(({ met }) => met) ? 'good' : 'bad';
  };
  const gapOf = (of: string) => {
    const found = objectives.find(({ objective }) => objective.kind === 'longestGapMsMax' && objective.of === of);
    return found === undefined ? undefined : found.met ? 'good' : 'bad';
  };
  const count = (value: number | null): string => (value === null ? 'not known' : String(value));
  return [
    { name: 'requests', value: String(requests), unit: resent > 0 ? `${resent} sent again` : undefined },
    { name: 'failed', value: String(failed), verdict: judged('failedMax') },
    { name: 'longest gap', ...duration(longestGap?.ms ?? null), verdict: gapOf('all') },
    { name: 'longest write gap', ...duration(kinds.write.longestGap?.ms ?? null), verdict: gapOf('write') },
    {
      name: 'writes lost',
      value: count(writes.lost),
      unit: `of ${writes.acknowledged}`,
      verdict: judged('writesLostMax'),
    },
    { name: 'writes twice', value: count(writes.duplicates), verdict: judged('duplicatesMax') },
    {
      name: 'all back after',
      ...duration(redundantAfterMs),
      verdict: redundantAfterMs === null ? 'bad' : undefined,
    },
  ];
}

/** `412` and `ms`: the number large, its unit small. */
function duration(ms: number | null): Pick<Figure, 'value' | 'unit'> {
  if (ms === null) return { value: 'never' };
  const [value = '', ...unit] = sayDuration(ms).split(' ');
  return { value, unit: unit.join(' ') };
}

function renderPoints({ objectives, troubles, doubts }: DrillReport): Html {
  const points: { verdict: Verdict; sentence: string }[] = [
    ...objectives.map(({ met, sentence }) => ({ verdict: met ? ('good' as const) : ('bad' as const), sentence })),
    ...troubles.map((sentence) => ({ verdict: 'bad' as const, sentence })),
    ...doubts.map((sentence) => ({ verdict: 'unsure' as const, sentence })),
  ];
  const items = points.map(
    ({ verdict, sentence }) => html`<li>${renderSign(verdict)}<span>${unbroken(sentence)}</span></li>
`,
  );
  return html`<h3>Objectives</h3>
<ul class="list">
${items}</ul>`;
}

/** A number and its unit stay on one line. */
function unbroken(sentence: string): string {
  return sentence.replace(/(\d) (ms|s|min)\b/g, '$1\u00A0$2');
}
