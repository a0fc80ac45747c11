import { bad, good, type Reading, show } from './reading.ts';
import { checkSizeMin } from './size.ts';

const bytesMin = 16 * 1_024 ** 2;

/** Below it, a day's file would be turned before it was worth compressing. */
export function checkLogSize(size: Reading<number>): Reading<number> {
  return checkSizeMin(size, {
    bytesMin: bytesMin,
    code: 'LOG_SIZE_TOO_SMALL',
    whatFor: 'are too little for the logs of a host',
  });
}

export function parseAnonymise(value: unknown): Reading<boolean | 'everywhere'> {
  if (typeof value === 'boolean' || value === 'everywhere') return good(value);
  return bad('CHOICE_UNKNOWN', `${show(value)} is none of the choices.`, "Write true, false or 'everywhere'.");
}
