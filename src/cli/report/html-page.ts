import { type Html, html } from './html.ts';
import { htmlStyle } from './html-style.ts';

/** What every report has in common. */
export interface HtmlPage {
  /** Of the window and of the page. */
  readonly title: string;
  /** Small line above the title: `foobar.com · lab`. */
  readonly above: string;
  /** Colour and sign of the whole. */
  readonly verdict: Verdict;
  /** One sentence: `3 of 4 objectives met.` */
  readonly summary: string;
  /** Small line at the end: when, by which version, how to repeat it. */
  readonly below: string;
  readonly body: Html;
}

/** `good`: as promised. `bad`: not. `unsure`: could not be known. */
export type Verdict = 'good' | 'bad' | 'unsure';

/**
 * A whole document: one file that needs nothing else. The policy in its head forbids scripts and any request, so that
 * nothing in a report can reach out, even if an escape were forgotten.
 */
export function renderHtmlPage({ title, above, verdict, summary, below, body }: HtmlPage): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title}</title>
<style>${{ markup: htmlStyle }}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<header class="top">
<p class="above">${above}</p>
<h1>${title}</h1>
<p class="outcome ${verdict}">${renderSign(verdict)} ${summary}</p>
</header>
<main id="report">
${body}
</main>
<footer>${below}</footer>
</body>
</html>
`.markup;
}

/** ✓, ✗ or –, with a word for those who do not see it. */
export function renderSign(verdict: Verdict): Html {
  const { sign, word } = signs[verdict];
  return html`<span class="sign ${verdict}"><span aria-hidden="true">${sign}</span><span class="unseen">${word}</span></span>`;
}

const signs: Readonly<Record<Verdict, { readonly sign: string; readonly word: string }>> = {
  good: { sign: '✓', word: 'good:' },
  bad: { sign: '✗', word: 'not good:' },
  unsure: { sign: '–', word: 'not known:' },
};

/** A number that is worth a glance, with what it is. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** Small, after the value: `ms`. */
  readonly unit?: string | undefined;
  readonly verdict?: Verdict | undefined;
}

/** Figures side by side, as many in a row as fit. */
export function renderFigures(figures: readonly Figure[]): Html {
  const each = figures.map(
    ({ name, value, unit, verdict }) =>
      html`<div class="figure ${verdict}"><dt>${name}</dt><dd>${value}${unit === undefined ? undefined : html` <small>${unit}</small>`}</dd></div>
`,
  );
  return html`<dl class="figures">
${each}</dl>`;
}

export interface HtmlTable {
  readonly caption: string;
  /** `right`: numbers. */
  readonly columns: readonly { readonly title: string; readonly align?: 'right' | undefined }[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly (string | Html)[])[];
}

/** A table that scrolls sideways by itself where the window is too narrow, also by keyboard. */
export function renderHtmlTable({ caption, columns, rows }: HtmlTable): Html {
  const heads = columns.map(({ title, align }) => html`<th scope="col" class="${align}">${title}</th>`);
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) =>
      index === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${columns[index]?.align}">${cell}</td>`,
    );
    return html`<tr>${cells}</tr>
`;
  });
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>`;
}
