import type { DerivePromises } from '../promise.ts';
import { deriveAuthorityPromises } from './authority.ts';
import { deriveRecordPromises } from './records.ts';
import { deriveRefusalPromises } from './refusals.ts';
import { deriveTransferPromises } from './transfer.ts';
import { deriveZoneContentPromises } from './zone-content.ts';

/** What the name servers promise. */
export const deriveDnsPromises: DerivePromises = (subject) =>
  [
    ...deriveAuthorityPromises(subject),
    ...deriveRecordPromises(subject),
    ...deriveRefusalPromises(subject),
    ...deriveTransferPromises(subject),
    ...deriveZoneContentPromises(subject),
  ].sort((one, other) => (one.id < other.id ? -1 : 1));
