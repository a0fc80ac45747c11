import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../invocation.ts';
import type { Paint } from '../paint.ts';
import type { PlanDocument, PlanDocumentHost, PlanDocumentStep } from './plan-document.ts';

type Look = Pick<Output, 'paint'>;

/** Of a file that is new, so many lines are shown; --json has all of them. */
const NEW_LINES_MAX = 8;

/** Every host that would change: each step with its reason, and the lines of files that would be different. */
export function renderPlan(document: PlanDocument, { paint }: Look, apply?: string): string {
  const { environment, hosts } = document;
  const busy = hosts.filter(({ steps }) => steps.length > 0);
  if (busy.length === 0) {
    const well = `${paint(['bold', 'green'], '✓')} Nothing to do: ${hosts.length} hosts of '${environment}' are as declared.`;
    return [well, ...renderBesides(document, paint)].join('\n');
  }
  return [
    ...busy.flatMap((host) => [...renderHost(host, paint), '']),
    `${renderSummary(document, { paint })}${apply === undefined ? '' : ' Nothing was changed.'}`,
    ...(apply === undefined ? [] : [`  ${apply} carries it out.`]),
    ...renderBesides(document, paint),
  ].join('\n');
}

/** How much would change, in one sentence. */
export function renderSummary({ hosts }: PlanDocument, { paint }: Look): string {
  const busy = hosts.filter(({ steps }) => steps.length > 0);
  const drifted = busy.flatMap(({ steps }) => steps).filter(({ drift }) => drift).length;
  const total = busy.reduce((sum, { steps }) => sum + steps.length, 0);
  const counts = [`${busy.length} of ${hosts.length} hosts would change`, `${counted(total, 'step')}`];
  if (drifted > 0) counts.push(paint('yellow', `${drifted} of them because of drift`));
  return `${counts.join(', ')}.`;
}

/** Servers of which nothing is said above. */
export function renderBesides(
  { undeclared, absent }: Pick<PlanDocument, 'undeclared' | 'absent'>,
  paint: Paint,
): string[] {
  const mark = paint('yellow', '!');
  return [
    ...Object.entries(absent).map(
      ([host, reason]) => `${mark} ${host} did not answer, and is left as it is: ${reason}`,
    ),
    ...undeclared.map(
      (host) => `${mark} ${host} is no longer declared, and is left as it is: apply --prune cleans it.`,
    ),
  ];
}

function renderHost({ host, disruption, steps }: PlanDocumentHost, paint: Paint): string[] {
  const tone = disruption === 'none' ? 'green' : disruption === 'reload' ? 'cyan' : 'yellow';
  const meaning = disruption === 'none' ? 'no disruption' : disruption;
  return [`${paint('bold', host)}  ${paint(tone, meaning)}`, ...steps.flatMap((step) => renderStep(step, paint))];
}

function renderStep({ what, reason, drift, patch }: PlanDocumentStep, paint: Paint): string[] {
  const why = drift ? `${paint('yellow', 'drift')}: ${reason}` : paint('dim', reason);
  return [`  ${signOf(what, paint)} ${what}  ${why}`, ...renderPatchLines(patch, what.startsWith('create '), paint)];
}

function signOf(what: string, paint: Paint): string {
  if (/^(?:install|create|unpack|enable|start) /.test(what)) return paint('green', '+');
  if (/^(?:remove|retire) /.test(what)) return paint('red', '-');
  return paint('cyan', '~');
}

function renderPatchLines(patch: string | null, isNew: boolean, paint: Paint): string[] {
  if (patch === null) return [];
  // The headers name the path once more; what a host's file contains must not steer the terminal.
  const lines = patch
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
    .map(stripVTControlCharacters);
  const shown = isNew ? lines.slice(1, 1 + NEW_LINES_MAX) : lines;
  const hidden = isNew ? lines.length - 1 - shown.length : 0;
  return [
    ...shown.map((line) => `      ${paintLine(line, paint)}`),
    ...(hidden > 0 ? [`      ${paint('dim', `… and ${counted(hidden, 'line')} more`)}`] : []),
  ];
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return paint('dim', line);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
