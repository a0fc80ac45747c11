import type { Health } from './overview.ts';

/** The gravest first. */
export const gravity: readonly Health[] = ['down', 'warning', 'unknown', 'well'];
