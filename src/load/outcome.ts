import type { Outcome } from './request-record.ts';

/** What an answer is to the user who asked. A redirect is not what was asked for either. */
export function outcomeOfStatus(status: number): Outcome {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 429) return 'rateLimited';
  return status >= 500 ? 'serverError' : 'clientError';
}

const outcomes: Readonly<Record<string, Outcome>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EACCES: 'unreachable',
  // This machine is out of ports, addresses or files: the generator's own trouble, and not the platform's.
  EADDRNOTAVAIL: 'unsent',
  EADDRINUSE: 'unsent',
  EMFILE: 'unsent',
  ENFILE: 'unsent',
  ENOBUFS: 'unsent',
  EPROTO: 'tls',
};

/**
 * Why there was no answer. Errors of name servers tell themselves by their system call (`queryA`, node:dns), those of
 * certificates by OpenSSL's names (`CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT`).
 */
export function outcomeOfError(error: NodeJS.ErrnoException): Outcome {
  const { code = '', syscall = '' } = error;
  if (syscall.startsWith('query') || syscall === 'getaddrinfo') return 'dns';
  const known = outcomes[code];
  if (known !== undefined) return known;
  if (/CERT|_SSL_|TLS|SIGNATURE|ISSUER/.test(code)) return 'tls';
  // The parser's errors (HPE_…): something answered, and it was not HTTP.
  return code.startsWith('HPE_') ? 'serverError' : 'reset';
}
