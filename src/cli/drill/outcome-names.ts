import type { FailureCount } from '../../drills/measurement.ts';

/** What a failure is to people. */
export const outcomeNames: Readonly<Record<FailureCount['outcome'], string>> = {
  refused: 'connection refused',
  reset: 'connection lost',
  timeout: 'no answer in time',
  unreachable: 'host unreachable',
  tls: 'TLS failed',
  dns: 'name not resolved',
  rateLimited: 'rate limited (429)',
  clientError: 'refused by the site (4xx)',
  serverError: 'error of the site (5xx)',
  unsent: 'never sent, too many in flight',
};
