import { type PlatformPromise, tiers } from '../../promises/promise.ts';
import type { Output } from '../invocation.ts';
import { wrapWords } from '../wrap-words.ts';
import { tierTitles } from './tier-titles.ts';

const widthMax = 110;

/** Every promise with how it is checked and what that does not prove, by tier. */
export function renderList(promises: readonly PlatformPromise[], { paint, columns }: Output): string {
  const width = Math.min(columns, widthMax);
  const blocks = tiers.flatMap((tier) => {
    const own = promises.filter((promise) => promise.tier === tier);
    if (own.length === 0) return [];
    const lines = own.map(({ id, claim, method, limits }) =>
      [
        `  ${paint('cyan', id)}`,
        wrapWords(claim, width, '    '),
        paint('dim', wrapWords(method, width, '    ')),
        paint('dim', wrapWords(`Not proved: ${limits}`, width, '    ')),
      ].join('\n'),
    );
    return [[paint('bold', tierTitles[tier]), ...lines].join('\n')];
  });
  return [...blocks, `${promises.length} ${promises.length === 1 ? 'promise' : 'promises'}`].join('\n\n');
}

/** The same as a document. */
export function listDocument(promises: readonly PlatformPromise[]) {
  return { promises: promises.map(({ id, tier, claim, method, limits }) => ({ id, tier, claim, method, limits })) };
}
