import type { Counts, Gap, Latency, Measurement } from '../../drills/measurement.ts';
import { sayDuration } from '../../drills/say-duration.ts';
import { requestKinds } from '../../load/request-record.ts';
import { type Html, html } from '../report/html.ts';
import { renderHtmlTable } from '../report/html-page.ts';
import { outcomeNames } from './outcome-names.ts';

/** How it felt before, during and after the fault. */
export function renderPhases({ before, during, after, phases }: Measurement): Html {
  const { faultAtMs, healedAtMs, endMs } = phases;
  const rows = [
    { name: 'before the fault', lasting: faultAtMs, phase: before },
    { name: 'while broken', lasting: healedAtMs - faultAtMs, phase: during },
    { name: 'after the healing', lasting: endMs - healedAtMs, phase: after },
  ];
  return renderHtmlTable({
    caption: 'By the moment at which requests were due; latency of those that were served',
    columns: [{ title: 'phase' }, ...numbers('time', 'requests', 'failed', 'p50', 'p99', 'slowest')],
    rows: rows.map(({ name, lasting, phase }) => [name, say(lasting), ...counted(phase), ...latencies(phase.latency)]),
  });
}

/** Pages, reads and writes beside each other. */
export function renderKinds({ kinds }: Measurement): Html {
  return renderHtmlTable({
    caption: 'Static pages by Nginx, reads from the database, writes with a key of their own',
    columns: [
      { title: 'kind' },
      ...numbers('requests', 'failed', 'sent again', 'longest gap', 'p50', 'p99', 'slowest'),
    ],
    rows: requestKinds.map((kind) => {
      const { longestGap, latency, resent, ...counts } = kinds[kind];
      return [kind, ...counted(counts), String(resent), gapText(longestGap), ...latencies(latency)];
    }),
  });
}

/** Why requests failed, by kind; a sentence where none did. */
export function renderFailures({ failures, requests }: Measurement): Html {
  if (failures.length === 0) return html`<p>None of ${requests} requests failed.</p>`;
  return renderHtmlTable({
    caption: 'What users got instead of an answer',
    columns: [{ title: 'failure' }, { title: 'kind' }, ...numbers('requests')],
    rows: failures.map(({ kind, outcome, count }) => [outcomeNames[outcome], kind, String(count)]),
  });
}

/** What the charts show, as numbers. */
export function renderSeconds({ seconds }: Measurement): Html {
  return renderHtmlTable({
    caption: 'By the second in which requests were due',
    columns: [{ title: 'second' }, ...numbers('served', 'failed', 'p50', 'p99', 'slowest')],
    rows: seconds.map(({ second, ok, failed, latency }) => [
      String(second),
      String(ok),
      String(failed),
      ...latencies(latency),
    ]),
  });
}

function numbers(...titles: readonly string[]) {
  return titles.map((title) => ({ title, align: 'right' as const }));
}

function counted({ requests, failed }: Pick<Counts, 'requests' | 'failed'>): (string | Html)[] {
  return [String(requests), failed === 0 ? '0' : html`<strong>${failed}</strong>`];
}

function latencies(latency: Latency | null): string[] {
  if (latency === null) return ['–', '–', '–'];
  return [say(latency.p50Ms), say(latency.p99Ms), say(latency.maxMs)];
}

function gapText(gap: Gap | null): string {
  if (gap === null) return '–';
  return gap.ended ? say(gap.ms) : `${say(gap.ms)}, to the end`;
}

function say(ms: number): string {
  return sayDuration(ms);
}
