import type { DerivePromises } from '../promise.ts';
import { deriveClockPromise } from './clock.ts';
import { deriveConfigurationPromise } from './configuration.ts';
import { deriveListenerPromise } from './listeners.ts';
import { deriveUnitPromise } from './units.ts';

/** What every host promises, whatever it is there for. */
export const deriveHostPromises: DerivePromises = (subject) => [
  deriveClockPromise(subject),
  deriveConfigurationPromise(subject),
  deriveListenerPromise(subject),
  deriveUnitPromise(subject),
];
