import type { PromiseResult, VerifyReport } from '../../operations/verify/report.ts';
import { tiers } from '../../promises/promise.ts';

/**
 * The report as JUnit XML, as CI systems read it: a suite for each tier, a case for each promise. What could not be
 * checked is skipped, with its reason.
 */
export function renderJunit({ environment, startedAt, elapsedMs, totals, promises }: VerifyReport): string {
  const counts = `tests="${promises.length}" failures="${totals.broken}" errors="0" skipped="${totals.unchecked}"`;
  const suites = tiers
    .map((tier) =>
      renderSuite(
        tier,
        startedAt,
        promises.filter((promise) => promise.tier === tier),
      ),
    )
    .filter((suite) => suite !== '');
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${escapeXml(`smartx verify ${environment}`)}" ${counts} time="${seconds(elapsedMs)}">
${suites.join('')}</testsuites>
`;
}

function renderSuite(tier: string, startedAt: string, results: readonly PromiseResult[]): string {
  if (results.length === 0) return '';
  const count = (outcome: PromiseResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const counts = `tests="${results.length}" failures="${count('broken')}" errors="0" skipped="${count('unchecked')}"`;
  const time = seconds(Math.max(...results.map((result) => result.elapsedMs)));
  return `  <testsuite name="${escapeXml(tier)}" ${counts} time="${time}" timestamp="${escapeXml(startedAt.replace(/\.\d+Z$/, ''))}">
${results.map(renderCase).join('')}  </testsuite>
`;
}

function renderCase({ id, tier, claim, outcome, faults, reason, evidence, elapsedMs }: PromiseResult): string {
  const open = `    <testcase classname="${escapeXml(`smartx.${tier}`)}" name="${escapeXml(`${id}: ${claim}`)}" time="${seconds(elapsedMs)}"`;
  const inside = [
    outcome === 'broken'
      ? `<failure message="${escapeXml(faults[0] ?? claim)}">${escapeXml(faults.join('\n'))}</failure>`
      : '',
    outcome === 'unchecked' ? `<skipped message="${escapeXml(reason ?? '')}"/>` : '',
    evidence === null || evidence === '' ? '' : `<system-out>${escapeXml(evidence)}</system-out>`,
  ].filter((part) => part !== '');
  if (inside.length === 0) return `${open}/>\n`;
  return `${open}>\n${inside.map((part) => `      ${part}\n`).join('')}    </testcase>\n`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/**
 * For element content and double-quoted attributes. Characters that XML 1.0 cannot have at all, not even escaped
 * (section 2.2), become U+FFFD; line ends in an attribute are escaped, or a parser would make spaces of them.
 */
export function escapeXml(text: string): string {
  return text.replace(forbidden, '\uFFFD').replace(/[&<>"\r\n\t]/g, (character) => escapes[character]!);
}

const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
