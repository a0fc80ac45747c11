import type { Health } from '../../../src/overview/overview.ts';

/** Each state has a colour, a shape and a word, so that nobody depends on one of them. */
export const signs: Readonly<Record<Health, { readonly word: string }>> = {
  well: { word: 'well' },
  warning: { word: 'needs attention' },
  down: { word: 'down' },
  unknown: { word: 'nothing known' },
};
