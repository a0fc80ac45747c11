import { stripVTControlCharacters } from 'node:util';
import type { PromiseResult, VerifyReport } from '../../operations/verify/report.ts';
import { tiers } from '../../promises/promise.ts';
import { type Invocation, type Output, sameCommand } from '../invocation.ts';
import { formatSeconds } from '../progress/render-frame.ts';
import { wrapWords } from '../wrap-words.ts';
import { tierTitles } from './tier-titles.ts';

const widthMax = 110;
/** A firewall that is off breaks a promise in a thousand ways; the first ones tell enough, --json has all. */
const faultsShownMax = 12;
const idsInAdviceMax = 4;

/** The last thing that `verify` says: each promise by tier, faults in full, one line that counts, and what to type. */
export function renderReport(report: VerifyReport, invocation: Invocation): string {
  const { out, verbose } = invocation;
  const blocks = tiers.flatMap((tier) => {
    const results = report.promises.filter((result) => result.tier === tier);
    if (results.length === 0) return [];
    return [[out.paint('bold', tierTitles[tier]), ...results.map((one) => renderResult(one, out, verbose))].join('\n')];
  });
  return [...blocks, [renderTotals(report, out), ...renderAdvice(report, invocation)].join('\n')].join('\n\n');
}

function renderResult(result: PromiseResult, { paint, columns }: Output, verbose: boolean): string {
  const { id, claim, outcome, faults, reason, evidence, method } = result;
  const width = Math.min(columns, widthMax);
  const indented = (text: string, first = '      ') =>
    hang(wrapWords(harmless(text), width, ' '.repeat(first.length)), first);
  const head = `${claim}  ${paint('dim', id)}`;
  const told = verbose ? [method, evidence ?? ''].filter(Boolean).map((text) => paint('dim', indented(text))) : [];
  if (outcome === 'kept') return [`  ${paint('green', '✓')} ${head}`, ...told].join('\n');
  if (outcome === 'unchecked') {
    return [`  ${paint('yellow', '–')} ${head}`, paint('yellow', indented(`not checked: ${reason}`)), ...told].join(
      '\n',
    );
  }
  const shown = faults.slice(0, faultsShownMax).map((fault) => paint('red', indented(fault, '      · ')));
  const rest = faults.length - faultsShownMax;
  const more = rest > 0 ? [paint('red', indented(`and ${rest} more; --json has them all`))] : [];
  return [
    `  ${paint(['bold', 'red'], '✗')} ${paint('bold', claim)}  ${paint('dim', id)}`,
    ...shown,
    ...more,
    ...told,
  ].join('\n');
}

/** Output of daemons may hold what a terminal would obey. */
function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\n\t\u0020-\u007E\u00A0-\u{10FFFF}]/gu, '\uFFFD');
}

/** The first line of a wrapped text begins with a sign instead of spaces. */
function hang(text: string, first: string): string {
  return first + text.slice(first.length);
}

/** `✓ 48 promises kept, 1 not checked: 312 questions to 10 hosts, 9.4 s` */
export function renderTotals({ totals, questions, hosts, elapsedMs }: VerifyReport, { paint }: Output): string {
  const { kept, broken, unchecked } = totals;
  const all = kept + broken + unchecked;
  const sign = broken > 0 ? paint(['bold', 'red'], '✗') : paint(['bold', 'green'], '✓');
  const counts = [
    broken > 0 ? paint(['bold', 'red'], `${broken} of ${all} promises broken`) : '',
    broken > 0 ? `${kept} kept` : paint('bold', `${kept} ${kept === 1 ? 'promise' : 'promises'} kept`),
    unchecked > 0 ? paint('yellow', `${unchecked} not checked`) : '',
  ];
  const asked = `${questions} questions, ${hosts.count} hosts, ${formatSeconds(elapsedMs)}`;
  return `${sign} ${counts.filter(Boolean).join(', ')}  ${paint('dim', asked)}`;
}

function renderAdvice({ promises, hosts }: VerifyReport, invocation: Invocation): string[] {
  const { paint } = invocation.out;
  const broken = promises.filter(({ outcome }) => outcome === 'broken').map(({ id }) => id);
  if (broken.length === 0) return [];
  const only = broken.length > idsInAdviceMax ? [] : ['--only', broken.join(',')];
  const arrow = paint('green', '→');
  return [
    ...(hosts.silent.length > 0 ? [`  ${arrow} ${hosts.silent.join(', ')} did not answer.`] : []),
    `  ${arrow} ${sameCommand(invocation, 'up')} makes every host as declared again.`,
    `  ${arrow} ${sameCommand(invocation, 'verify', ...only)} asks ${only.length > 0 ? 'these' : 'all'} again.`,
  ];
}
