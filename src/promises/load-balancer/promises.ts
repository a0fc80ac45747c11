import type { DerivePromises } from '../promise.ts';
import { deriveCertificatePromises } from './certificate.ts';
import { deriveClientAddressPromises } from './client-address.ts';
import { deriveEachAnswersPromises } from './each-answers.ts';
import { deriveHttpPromises } from './http.ts';
import { deriveServersReadyPromises } from './servers-ready.ts';
import { deriveSpreadPromises } from './spread.ts';
import { deriveTlsVersionPromises } from './tls-versions.ts';
import { deriveVirtualAddressPromises } from './virtual-address.ts';

/** What the load balancers promise. */
export const deriveLoadBalancerPromises: DerivePromises = (subject) =>
  [
    ...deriveCertificatePromises(subject),
    ...deriveClientAddressPromises(subject),
    ...deriveEachAnswersPromises(subject),
    ...deriveHttpPromises(subject),
    ...deriveServersReadyPromises(subject),
    ...deriveSpreadPromises(subject),
    ...deriveTlsVersionPromises(subject),
    ...deriveVirtualAddressPromises(subject),
  ].sort((one, other) => (one.id < other.id ? -1 : 1));
