import type { DerivePromises } from '../promise.ts';
import { bodyLimit } from './body-limit.ts';
import { healthPath } from './health-path.ts';
import { hiddenFiles } from './hidden-files.ts';
import { securityHeaders } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

/** What the Nginx of every web host promises. */
export const deriveWebPromises: DerivePromises = (subject) =>
  [
    bodyLimit(subject),
    healthPath(subject),
    ...hiddenFiles(subject),
    securityHeaders(subject),
    ...staticFiles(subject),
  ].sort((one, other) => (one.id < other.id ? -1 : 1));
