import type { DrillDocument, DrillReport } from '../../drills/report.ts';
import { sayDuration } from '../../drills/say-duration.ts';
import type { Output } from '../invocation.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';

/** After several drills: one line each, and how many passed. */
export function renderOverview(
  { drills, skipped }: Pick<DrillDocument, 'drills' | 'skipped'>,
  { paint, columns }: Pick<Output, 'paint' | 'columns'>,
): string {
  const wide = columns >= wideColumns;
  const headings = [
    '',
    'drill',
    'failed',
    'gap',
    ...(wide ? ['write gap', 'p99', 'lost', 'twice', 'whole after'] : []),
  ];
  const rows = drills.map((report) => renderRow(report, wide, paint));
  const left = skipped.map(({ name, reason }) => `  – ${name}: not for this platform. ${reason}`);
  return [
    renderTable([headings.map((heading) => paint('dim', heading)), ...rows]),
    ...left.map((line) => paint('dim', line)),
    '',
    summarize(drills, skipped.length, paint),
  ].join('\n');
}

const wideColumns = 84;

function renderRow({ name, passed, measurement }: DrillReport, wide: boolean, paint: Paint): string[] {
  const { failed, requests, longestGap, kinds, during, writes, redundantAfterMs } = measurement;
  const span = (ms: number | undefined | null) => (typeof ms === 'number' ? sayDuration(ms) : '–');
  const more = [
    span(kinds.write.longestGap?.ms),
    span(during.latency?.p99Ms),
    String(writes.lost ?? '–'),
    String(writes.duplicates ?? '–'),
    span(redundantAfterMs),
  ];
  return [
    passed ? paint('green', '✓') : paint('red', '✗'),
    paint('bold', name),
    paint(failed > 0 ? 'yellow' : 'dim', `${failed} of ${requests}`),
    span(longestGap?.ms),
    ...(wide ? more : []),
  ];
}

function summarize(drills: readonly DrillReport[], skipped: number, paint: Paint): string {
  const bad = drills.filter(({ passed }) => !passed);
  const beside = skipped === 0 ? '' : `, ${skipped} not for this platform`;
  const count = `${drills.length} ${drills.length === 1 ? 'drill' : 'drills'}`;
  if (bad.length === 0) return `${paint(['bold', 'green'], '✓')} ${count}, all passed${beside}.`;
  return `${paint(['bold', 'red'], '✗')} ${bad.length} of ${count} not passed: ${bad.map(({ name }) => name).join(', ')}${beside}.`;
}
