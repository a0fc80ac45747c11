import { expect, test } from 'vitest';
import { escapeHtml, html } from '../../src/cli/report/html.ts';
import { renderHtmlTable } from '../../src/cli/report/html-page.ts';

test('text is escaped, markup and lists of it are not, nothing leaves nothing', () => {
  const item = (text: string) => html`<li>${text}</li>`;
  expect(html`<ul class="${'a"b'}">${['<', '&'].map(item)}</ul>${undefined}${0}`.markup).toBe(
    '<ul class="a&quot;b"><li>&lt;</li><li>&amp;</li></ul>0',
  );
});

test('characters that HTML forbids are replaced, line ends and tabs stay', () => {
  expect(escapeHtml('\u001b[31mred\u0000\u0085\n\t')).toBe('\uFFFD[31mred\uFFFD\uFFFD\n\t');
});

test('a table names its rows and columns', () => {
  const { markup } = renderHtmlTable({
    caption: 'A & B',
    columns: [{ title: 'name' }, { title: 'count', align: 'right' }],
    rows: [['x', '1']],
  });
  expect(markup).toContain('aria-label="A &amp; B"');
  expect(markup).toContain('<th scope="row">x</th><td class="right">1</td>');
});
