const FORMAT = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
const CENTS_MAX = 100_000_000;

/**
 * Whole cents as text, such as "€12.50".
 *
 * @param {number} cents
 * @returns {string}
 */
export function formatCents(cents) {
  return FORMAT.format(cents / 100).replace('-', '−');
}

/**
 * What a person typed as an amount, in whole cents. Takes "12", "12.5", "12,50", "€ 12.50" and "1 200". Refuses
 * "1,200": it is twelve hundred to some and one and a fifth to others.
 *
 * @param {string} text
 * @returns {{ cents: number } | { problem: string }}
 */
export function parseAmount(text) {
  const digits = text.replaceAll(/[\s€]/g, '');
  if (digits === '') return { problem: 'Say how much.' };
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(digits);
  if (match === null) return { problem: 'Write the amount like 12.50.' };
  const cents = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  if (cents === 0) return { problem: 'Move at least one cent.' };
  if (cents > CENTS_MAX) return { problem: `At most ${formatCents(CENTS_MAX)} at once.` };
  return { cents };
}
