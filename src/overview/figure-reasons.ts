import type { Figures } from './overview.ts';

/** Why nothing is known now; undefined when the figures are fresh. */
export function whyUnknown(figures: Figures): string | undefined {
  if (figures.state === 'gone') return figures.reason;
  if (figures.state === 'fresh') return undefined;
  return `the newest figures are ${Math.round(figures.ageSeconds)} s old`;
}
