import type { DrillDocument, DrillReport } from '../../drills/report.ts';
import { sayDuration } from '../../drills/say-duration.ts';
import type { RequestRecord } from '../../load/request-record.ts';
import { type Html, html } from '../report/html.ts';
import { renderHtmlPage, renderHtmlTable, renderSign } from '../report/html-page.ts';
import { renderDrillSection } from './render-section.ts';

export interface DrillPage {
  readonly document: DrillDocument;
  /** Of each drill of the document, in its order: a dot each in its chart. */
  readonly records: readonly (readonly RequestRecord[])[];
  /** Of Smartx. */
  readonly version: string;
  /** What to type to do the same again. */
  readonly command: string;
}

/** The report as one page that needs nothing else. Pure: the same drills give the same bytes. */
export function renderDrillPage({ document, records, version, command }: DrillPage): string {
  const { drills, skipped, site, environment, startedAt, passed } = document;
  const only = drills.length === 1 ? drills[0] : undefined;
  return renderHtmlPage({
    title: only === undefined ? 'Drills of the platform' : `Drill ${only.name}`,
    above: `${site} · ${environment}`,
    verdict: passed ? 'good' : 'bad',
    summary: summarize(document),
    below: `Begun at ${startedAt} by smartx ${version}. Latency counts from the moment at which a request was due. Again: ${command}`,
    body: html`${only === undefined ? renderContents(document) : undefined}
${drills.map((report, index) => renderDrillSection(report, records[index] ?? []))}
${skipped.length === 0 ? undefined : renderSkipped(document)}`,
  });
}

function summarize({ drills, skipped }: DrillDocument): string {
  const bad = drills.filter(({ passed }) => !passed).length;
  const beside = skipped.length === 0 ? '' : ` ${skipped.length} not for this platform.`;
  if (drills.length === 0) return `No drill was done.${beside}`;
  const objectives = drills.flatMap((report) => report.objectives);
  const met = objectives.filter((objective) => objective.met).length;
  const held = `${met} of ${objectives.length} objectives met.`;
  if (drills.length === 1) return `${bad === 0 ? 'Passed' : 'Not passed'}: ${held}${beside}`;
  return `${drills.length - bad} of ${drills.length} drills passed; ${held}${beside}`;
}

function renderContents({ drills }: DrillDocument): Html {
  const columns = ['failed', 'longest gap', 'writes paused', 'p99 while broken', 'writes lost', 'twice', 'whole after'];
  const table = renderHtmlTable({
    caption: 'What each drill measured; gaps are times without a success',
    columns: [{ title: 'drill' }, ...columns.map((title) => ({ title, align: 'right' as const }))],
    rows: drills.map(renderContentsRow),
  });
  return html`<section aria-labelledby="all-drills">
<h2 id="all-drills">All drills</h2>
${table}
</section>`;
}

function renderContentsRow({ name, passed, measurement }: DrillReport): (string | Html)[] {
  const { failed, requests, longestGap, kinds, during, writes, redundantAfterMs } = measurement;
  const span = (ms: number | null | undefined) => (typeof ms === 'number' ? sayDuration(ms) : '–');
  return [
    html`${renderSign(passed ? 'good' : 'bad')} <a href="#${name}">${name}</a>`,
    `${failed} of ${requests}`,
    span(longestGap?.ms),
    span(kinds.write.longestGap?.ms),
    span(during.latency?.p99Ms),
    String(writes.lost ?? '–'),
    String(writes.duplicates ?? '–'),
    span(redundantAfterMs),
  ];
}

function renderSkipped({ skipped }: DrillDocument): Html {
  const items = skipped.map(
    ({ name, reason }) => html`<li>${renderSign('unsure')}<span><strong>${name}</strong> ${reason}</span></li>
`,
  );
  return html`<section aria-labelledby="skipped">
<h2 id="skipped">Not for this platform</h2>
<ul class="list">
${items}</ul>
</section>`;
}
