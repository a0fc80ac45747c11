import { z } from 'zod';
import { bad, type Flaw, good, type Reading, show } from './reading.ts';

/**
 * A value that one of our own readers understands. Zod gets the flaw whole, as an issue's `params`: its own sentences
 * know neither our codes nor what to write instead.
 */
export function leaf<T>(read: (value: unknown) => Reading<T>) {
  return z.unknown().transform((value, context): T => {
    const reading = value === undefined ? missing() : read(value);
    if (reading.ok) return reading.value;
    context.issues.push({ code: 'custom', input: value, params: { flaw: reading.flaw } });
    return z.NEVER;
  });
}

/** The flaw that `leaf` put into an issue of Zod. */
export function flawOf(params: { readonly flaw?: unknown } | undefined): Flaw | undefined {
  return params?.flaw as Flaw | undefined;
}

/** The place is described better by whoever knows the path, see `issueToProblems`. */
function missing(): Reading<never> {
  return bad('VALUE_MISSING', 'this is missing.', 'Add it.');
}

export function choice<const T extends string>(choices: readonly T[]) {
  return leaf((value): Reading<T> => {
    const found = choices.find((candidate) => candidate === value);
    return found === undefined
      ? bad('CHOICE_UNKNOWN', `${show(value)} is none of the choices.`, `Write one of ${listed(choices)}.`)
      : good(found);
  });
}

/** A whole number; both ends are inclusive. */
export function wholeNumber(range: { min: number; max: number }) {
  return leaf((value): Reading<number> => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= range.min && value <= range.max) {
      return good(value);
    }
    const isWhole = typeof value === 'number' && Number.isInteger(value);
    const flaw = isWhole ? `is outside of ${range.min} to ${range.max}` : 'is not a whole number';
    return bad(
      'NUMBER_OUT_OF_RANGE',
      `${show(value)} ${flaw}.`,
      `Write a whole number from ${range.min} to ${range.max}.`,
    );
  });
}

export function boolean() {
  return leaf(
    (value): Reading<boolean> => (typeof value === 'boolean' ? good(value) : wrongKind(value, 'true or false')),
  );
}

/** Text of one line, not empty. */
export function line(charactersMax: number) {
  return leaf((value): Reading<string> => {
    if (typeof value !== 'string') return wrongKind(value, 'text in quotes');
    if (value.trim() === '')
      return bad('TEXT_INVALID', 'the text is empty.', 'Write something there, or leave it out.');
    if (/[\n\r\0]/.test(value)) return bad('TEXT_INVALID', `${show(value)} has more than one line.`, 'Write one line.');
    return value.length <= charactersMax
      ? good(value)
      : bad('TEXT_INVALID', `the text has ${value.length} characters.`, `Write at most ${charactersMax}.`);
  });
}

/** A section's schema names exactly the keys of its interface; the compiler holds the two together. */
export type Fields<T> = Record<keyof T, z.ZodType>;

/** An undefined element is skipped: it lets operators write conditions in a list, and stands where one was broken. */
export function list<T extends z.ZodType>(element: T, lengthMax: number) {
  return z.array(element.optional()).max(lengthMax);
}

export function wrongKind(value: unknown, wanted: string): Reading<never> {
  return bad('WRONG_KIND', `${show(value)} is not ${wanted}.`, `Write ${wanted}.`);
}

function listed(choices: readonly string[]): string {
  return choices.map((candidate) => `'${candidate}'`).join(', ');
}
