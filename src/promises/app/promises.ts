import type { DerivePromises } from '../promise.ts';
import { dynamic } from './dynamic.ts';
import { health } from './health.ts';
import { ledger } from './ledger.ts';
import { metricsHidden } from './metrics-hidden.ts';
import { sandbox } from './sandbox.ts';
import { writeRead } from './write-read.ts';

/** What each application promises, on every host that carries it and to users. */
export const deriveAppPromises: DerivePromises = (subject) =>
  subject.platform.apps.flatMap((app) => [
    dynamic(subject, app),
    health(subject, app),
    ...ledger(subject, app),
    ...metricsHidden(subject, app),
    sandbox(subject, app),
    writeRead(subject, app),
  ]);
