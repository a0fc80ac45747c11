import type { PromiseResult, VerifyReport } from '../../operations/verify/report.ts';
import { type Tier, tiers } from '../../promises/promise.ts';
import { formatSeconds } from '../progress/render-frame.ts';
import { type Html, html } from '../report/html.ts';
import { renderFigures, renderHtmlPage, renderSign, type Verdict } from '../report/html-page.ts';
import { tierTitles } from './tier-titles.ts';

/** A firewall that is off breaks a promise in thousands of ways; a page must still open. */
const faultsShownMax = 200;

/** The report as one page that needs nothing else. */
export function renderVerifyPage(report: VerifyReport, version: string): string {
  const { totals, promises, questions, hosts, elapsedMs, site, environment, startedAt } = report;
  const shown = tiers.filter((tier) => promises.some((promise) => promise.tier === tier));
  return renderHtmlPage({
    title: 'Promises of the platform',
    above: `${site} · ${environment}`,
    verdict: totals.broken > 0 ? 'bad' : 'good',
    summary: summarize(report),
    below: `Asked at ${startedAt} by smartx ${version}. Again: smartx verify${environment === 'lab' ? '' : ` --env ${environment}`}`,
    body: html`${renderFigures([
      { name: 'kept', value: String(totals.kept), verdict: 'good' },
      { name: 'broken', value: String(totals.broken), verdict: totals.broken > 0 ? 'bad' : 'good' },
      { name: 'not checked', value: String(totals.unchecked), verdict: totals.unchecked > 0 ? 'unsure' : 'good' },
      { name: 'questions', value: String(questions) },
      { name: 'hosts', value: String(hosts.count) },
      { name: 'time', value: formatSeconds(elapsedMs) },
    ])}
${renderBroken(promises)}
<nav aria-label="Tiers"><ul class="list">${shown.map((tier) => renderEntry(tier, report))}</ul></nav>
${shown.map((tier) =>
  renderTier(
    tier,
    promises.filter((promise) => promise.tier === tier),
  ),
)}`,
  });
}

function summarize({ totals: { kept, broken, unchecked }, hosts }: VerifyReport): string {
  const all = kept + broken + unchecked;
  const silent = hosts.silent.length === 0 ? '' : ` No answer from ${hosts.silent.join(', ')}.`;
  const open = unchecked === 0 ? '' : ` ${unchecked} could not be checked here.`;
  if (broken > 0) return `${broken} of ${all} promises broken.${open}${silent}`;
  return `${kept} of ${all} promises kept, none broken.${open}${silent}`;
}

/** What somebody has to do something about comes first; details stand in its tier. */
function renderBroken(promises: readonly PromiseResult[]): Html | undefined {
  const broken = promises.filter(({ outcome }) => outcome === 'broken');
  if (broken.length === 0) return undefined;
  const items = broken.map(
    ({ id, claim, faults }) => html`<li>${renderSign('bad')}<div><a href="#${id}">${claim}</a>
<p>${faults[0]}${faults.length > 1 ? html` <span class="quiet">and ${faults.length - 1} more</span>` : undefined}</p></div></li>
`,
  );
  return html`<section aria-labelledby="broken-title"><header><h2 id="broken-title">What is broken</h2></header>
<ul class="list">
${items}</ul></section>`;
}

function renderEntry(tier: Tier, { promises }: VerifyReport): Html {
  const results = promises.filter((promise) => promise.tier === tier);
  return html`<li>${renderSign(worst(results))}<span><a href="#${tier}">${tierTitles[tier]}</a> <span class="quiet">${countsOf(results)}</span></span></li>
`;
}

function renderTier(tier: Tier, results: readonly PromiseResult[]): Html {
  return html`<section id="${tier}" aria-labelledby="${tier}-title">
<header><h2 id="${tier}-title">${tierTitles[tier]}</h2><span class="quiet">${countsOf(results)}</span></header>
<ul class="list">
${results.map(renderPromise)}</ul>
</section>
`;
}

function renderPromise(result: PromiseResult): Html {
  const { id, claim, method, limits, outcome, faults, reason, evidence, elapsedMs } = result;
  return html`<li id="${id}">${renderSign(verdicts[outcome])}<div>
${outcome === 'broken' ? html`<strong>${claim}</strong>` : claim} <code class="quiet">${id}</code>
${renderFaults(faults)}
${reason === null ? undefined : html`<p>Not checked: ${reason}</p>`}
<details${outcome === 'broken' ? html` open` : undefined}><summary>how it was checked, ${formatSeconds(elapsedMs)}</summary>
<p>${method}</p>
${evidence === null ? undefined : html`<p>Seen: ${evidence}</p>`}
<p class="quiet">Not proved: ${limits}</p>
</details></div></li>
`;
}

function renderFaults(faults: readonly string[]): Html | undefined {
  if (faults.length === 0) return undefined;
  const shown = faults.slice(0, faultsShownMax).map(
    (fault) => html`<li>${fault}</li>
`,
  );
  const rest = faults.length - shown.length;
  return html`<ul>
${shown}${rest > 0 ? html`<li>and ${rest} more</li>` : undefined}</ul>`;
}

function worst(results: readonly PromiseResult[]): Verdict {
  if (results.some(({ outcome }) => outcome === 'broken')) return 'bad';
  return results.some(({ outcome }) => outcome === 'kept') ? 'good' : 'unsure';
}

function countsOf(results: readonly PromiseResult[]): string {
  const count = (outcome: PromiseResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const parts = [
    [count('broken'), 'broken'],
    [count('kept'), 'kept'],
    [count('unchecked'), 'not checked'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

const verdicts = { kept: 'good', broken: 'bad', unchecked: 'unsure' } as const;
