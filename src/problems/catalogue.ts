import { appsProblems } from './catalogue-apps.ts';
import { configProblems } from './catalogue-config.ts';
import { dnsProblems } from './catalogue-dns.ts';
import { hostProblems } from './catalogue-hosts.ts';
import { serviceProblems } from './catalogue-services.ts';
import { valueProblems } from './catalogue-values.ts';
import type { CatalogueEntry } from './entry.ts';

const parts = {
  ...configProblems,
  ...valueProblems,
  ...serviceProblems,
  ...appsProblems,
  ...dnsProblems,
  ...hostProblems,
};

/** Permanent name of a problem. A code is never renamed, and never used again for something else. */
export type ProblemCode = keyof typeof parts;

/** Every problem that a declaration can have. */
export const catalogue: Readonly<Record<ProblemCode, CatalogueEntry>> = parts;

/** Sorted. */
export const problemCodes: readonly ProblemCode[] = (Object.keys(parts) as ProblemCode[]).sort();
