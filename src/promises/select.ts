import { type PlatformPromise, tiers } from './promise.ts';

export type Selection =
  | { readonly ok: true; readonly promises: readonly PlatformPromise[] }
  /** Words that choose nothing, in the order given. */
  | { readonly ok: false; readonly unknown: readonly string[] };

/**
 * The promises that words choose: a tier (`dns`), an id (`dns.serials-equal`) or its beginning (`dns.rec`). Upper and
 * lower case are the same. No words choose all.
 */
export function selectPromises(promises: readonly PlatformPromise[], words: readonly string[]): Selection {
  if (words.length === 0) return { ok: true, promises };
  const unknown = words.filter((word) => !promises.some((promise) => chooses(word, promise)));
  if (unknown.length > 0) return { ok: false, unknown };
  return { ok: true, promises: promises.filter((promise) => words.some((word) => chooses(word, promise))) };
}

/** Everything that may be written, for suggestions and completion. */
export function selectableWords(promises: readonly PlatformPromise[]): string[] {
  return [
    ...tiers.filter((tier) => promises.some((promise) => promise.tier === tier)),
    ...promises.map(({ id }) => id),
  ];
}

/** A beginning has the dot in it: `d` would silently be dns and database. */
function chooses(word: string, { id, tier }: PlatformPromise): boolean {
  const wanted = word.toLowerCase();
  return tier.toLowerCase() === wanted || (wanted.includes('.') && id.toLowerCase().startsWith(wanted));
}
