import { stripVTControlCharacters } from 'node:util';
import type { Latency, Measurement, PhaseMeasurement } from '../../drills/measurement.ts';
import type { DrillReport } from '../../drills/report.ts';
import { sayDuration } from '../../drills/say-duration.ts';
import type { Output } from '../invocation.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { wrapWords } from '../wrap-words.ts';
import { outcomeNames } from './outcome-names.ts';

type Look = Pick<Output, 'paint' | 'columns'>;

/** What a drill found, after its timeline: how it felt before, during and after, and each objective. */
export function renderSummary(report: DrillReport, look: Look): string {
  const { name, title, passed, measurement, objectives, troubles, doubts } = report;
  const { paint } = look;
  const verdict = passed ? paint(['bold', 'green'], '✓ passed') : paint(['bold', 'red'], '✗ not passed');
  return [
    `${paint('bold', name)}  ${verdict}`,
    wrapWords(title, look.columns, '  '),
    '',
    renderPhases(measurement, paint),
    '',
    ...objectives.map(({ met, sentence }) =>
      renderPoint(met ? paint('green', '✓') : paint('red', '✗'), sentence, look),
    ),
    ...troubles.map((trouble) => renderPoint(paint('red', '✗'), trouble, look)),
    ...doubts.map((doubt) => renderPoint(paint('yellow', '!'), doubt, look)),
    ...renderNotes(measurement).map((note) => renderNote(note, look)),
  ].join('\n');
}

function renderPhases({ before, during, after }: Measurement, paint: Paint): string {
  const heading = ['', 'requests', 'failed', 'p50', 'p99', 'max'];
  const rows = [renderPhase('before', before), renderPhase('during', during), renderPhase('after', after)];
  const aligned = alignRight([heading, ...rows]);
  const failed = [during.failed, after.failed, before.failed].some((count) => count > 0);
  const [first = [], ...rest] = aligned;
  const coloured = rest.map((row) =>
    row.map((cell, column) => (column === 2 && failed && cell.trim() !== '0' ? paint('red', cell) : cell)),
  );
  return renderTable([first.map((cell) => paint('dim', cell)), ...coloured], '  ');
}

function renderPhase(name: string, { requests, failed, latency }: PhaseMeasurement): string[] {
  const figure = (key: keyof Latency) => (latency === null ? '–' : sayDuration(latency[key]));
  return [name, String(requests), String(failed), figure('p50Ms'), figure('p99Ms'), figure('maxMs')];
}

/** Numbers stand below numbers: all columns but the first end together. */
function alignRight(rows: readonly (readonly string[])[]): string[][] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column]!))));
}

function renderPoint(sign: string, sentence: string, { columns }: Look): string {
  return `  ${sign} ${wrapWords(sentence, columns, '    ').trimStart()}`;
}

function renderNote(note: string, { paint, columns }: Look): string {
  return wrapWords(note, columns, '    ')
    .split('\n')
    .map((line) => paint('dim', stripVTControlCharacters(line)))
    .join('\n');
}

/** What no objective asks for and a reader wants to know. */
function renderNotes({ longestGap, failures, resent, writes, redundantAfterMs }: Measurement): readonly string[] {
  const failed = failures.map(({ kind, outcome, count }) => `${count} ${kind} ${outcomeNames[outcome]}`).join(', ');
  const resumed =
    writes.resumedAfterMs === null ? 'did not resume' : `resumed ${sayDuration(writes.resumedAfterMs)} after the fault`;
  const notes: (string | false)[] = [
    longestGap !== null && `longest time without any success: ${sayDuration(longestGap.ms)}`,
    failed !== '' && `failed: ${failed}`,
    resent > 0 && `sent again as browsers do: ${resent}`,
    writes.stopped && `writes stopped and ${resumed}`,
    redundantAfterMs !== null && `everything back in its place ${sayDuration(redundantAfterMs)} after the healing`,
  ];
  return notes.filter((note) => note !== false);
}
