/** Markup that is safe to put on a page. Only `html` makes it, so nothing gets on a page unescaped by accident. */
export interface Html {
  readonly markup: string;
}

/** What may stand in `${…}`: text and numbers are escaped, markup and lists of it are taken as they are. */
export type HtmlPart = string | number | Html | readonly Html[] | undefined;

/** html`<p>${text}</p>`: text is escaped for element content and for quoted attributes; undefined leaves nothing. */
export function html(fixed: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = fixed[0]!;
  for (const [index, part] of parts.entries()) markup += renderPart(part) + fixed[index + 1]!;
  return { markup };
}

function renderPart(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('markup' in part) return part.markup;
  return part.map(({ markup }) => markup).join('');
}

/**
 * For element content and for attributes in either kind of quotes. Control characters that HTML does not allow become
 * U+FFFD (the replacement character), as output of a daemon may have them.
 */
export function escapeHtml(text: string): string {
  return text.replace(forbidden, '\uFFFD').replace(/[&<>"']/g, (character) => escapes[character]!);
}

// https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are meant
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
