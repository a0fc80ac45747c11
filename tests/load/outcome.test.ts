import { expect, test } from 'vitest';
import { outcomeOfError, outcomeOfStatus } from '../../src/load/outcome.ts';

test.each([
  [200, 'ok'],
  [201, 'ok'],
  [301, 'clientError'],
  [404, 'clientError'],
  [429, 'rateLimited'],
  [500, 'serverError'],
  [503, 'serverError'],
] as const)('status %i is %s', (status, outcome) => {
  expect(outcomeOfStatus(status)).toBe(outcome);
});

// Codes and system calls as Node 24 gave them.
test.each([
  ['refused', { code: 'ECONNREFUSED', syscall: 'connect' }],
  ['reset', { code: 'ECONNRESET' }],
  ['reset', { code: 'EPIPE', syscall: 'write' }],
  ['timeout', { code: 'ETIMEDOUT', syscall: 'connect' }],
  ['unreachable', { code: 'EHOSTUNREACH', syscall: 'connect' }],
  ['dns', { code: 'ETIMEOUT', syscall: 'queryA' }],
  ['dns', { code: 'EREFUSED', syscall: 'queryA' }],
  ['dns', { code: 'ECONNREFUSED', syscall: 'queryA' }],
  ['tls', { code: 'CERT_HAS_EXPIRED' }],
  ['tls', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }],
  ['tls', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
  ['tls', { code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }],
  ['tls', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  ['tls', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }],
  ['tls', { code: 'EPROTO', syscall: 'write' }],
  ['serverError', { code: 'HPE_INVALID_CONSTANT' }],
  ['unsent', { code: 'EMFILE', syscall: 'connect' }],
  ['unsent', { code: 'EADDRNOTAVAIL', syscall: 'bind' }],
  ['reset', {}],
] as const)('%s: %o', (outcome, error) => {
  expect(outcomeOfError(Object.assign(new Error('x'), error))).toBe(outcome);
});
