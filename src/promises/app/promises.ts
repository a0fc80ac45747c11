import type { DerivePromises } from '../promise.ts';
import { dynamic } from './dynamic.ts';
import { health } from './health.ts';
import { ledger } from './ledger.ts';
import { sandbox } from './sandbox.ts';
import { writeRead } from './write-read.ts';

/** What the application promises, on every host that carries it and to users. */
export const deriveAppPromises: DerivePromises = (subject) => [
  dynamic(subject),
  health(subject),
  ...ledger(subject),
  sandbox(subject),
  writeRead(subject),
];
