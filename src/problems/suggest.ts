/** The candidate that somebody probably meant by `word`, if one is near enough: one slip in three letters. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; slips: number } | undefined;
  for (const candidate of [...candidates].sort()) {
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips > Math.max(1, Math.floor(candidate.length / 3))) continue;
    if (best === undefined || slips < best.slips) best = { candidate, slips };
  }
  return best?.candidate;
}

/** A sentence to put behind a complaint about `word`, with a space before it; empty when nothing is near. */
export function didYouMeanHint(word: string, candidates: Iterable<string>): string {
  const near = didYouMean(word, candidates);
  return near === undefined ? '' : ` (Did you mean ${near}?)`;
}

/**
 * Letters inserted, left out, replaced or swapped with their neighbour: the optimal string alignment distance, a
 * restricted form of Damerau-Levenshtein. Words longer than 64 letters count as far away.
 */
export function slipsBetween(one: string, other: string): number {
  if (one.length > 64 || other.length > 64) return one === other ? 0 : 64;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
        swapped ? beforeLast[column - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length]!;
}
