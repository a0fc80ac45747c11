import { Failure } from '../../problems/failure.ts';
import { type ReleaseEntry, type ReleaseIds, sameRelease } from './release-state.ts';

/**
 * The release to go back to: the named one (its first digits are enough), or the last one that was another than the
 * present.
 * @throws Failure when there is none, or several begin so.
 */
export function choosePrevious(history: readonly ReleaseEntry[], wanted: string | undefined): ReleaseIds {
  const [current, ...earlier] = history;
  const refuse = (reason: string) =>
    new Failure({
      step: 'go back to an earlier release',
      reason,
      changed: 'Nothing was changed.',
      next: 'smartx releases shows those that there were.',
    });
  if (current === undefined) throw refuse('nothing was deployed yet');
  if (wanted === undefined) {
    const previous = earlier.find(({ ids }) => isOther(ids, current.ids));
    if (previous === undefined) throw refuse('there was no other release before');
    return previous.ids;
  }
  const found = history.map(({ ids }) => ids).filter(({ app }) => app.startsWith(wanted));
  // With other files of the site it is the same release of the application: the newest of them.
  const distinct = found.filter((ids, place) => found.findIndex((other) => other.app === ids.app) === place);
  if (distinct.length === 1) return distinct[0]!;
  throw refuse(distinct.length === 0 ? `there was no release ${wanted}` : `several releases begin with ${wanted}`);
}

/** From before there were files of the site, or after them, it is no other: it would get those that are declared now. */
function isOther(ids: ReleaseIds, current: ReleaseIds): boolean {
  if (ids.app === current.app && (ids.static === null || current.static === null)) return false;
  return !sameRelease(ids, current);
}
