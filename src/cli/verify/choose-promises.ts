import type { Platform } from '../../platform/platform.ts';
import type { PlatformPromise } from '../../promises/promise.ts';
import { UsageError } from '../report/report-thrown.ts';

/** The words of `--only`; none where it is absent. */
export function readWords(only: string | undefined): readonly string[] {
  if (only === undefined) return [];
  const words = only.split(',').map((word) => word.trim());
  if (!words.includes('')) return words;
  throw new UsageError(
    `--only '${only}' has an empty word in it.`,
    'Write it like this: smartx verify --only dns,firewall',
  );
}

/**
 * What a platform promises, before anything is asked: which promises there are follows from the declaration alone.
 * @throws UsageError that names every word which chooses nothing.
 */
export async function choosePromises(
  platform: Platform,
  words: readonly string[],
): Promise<readonly PlatformPromise[]> {
  const [{ declaredPromises }, { selectableWords, selectPromises }] = await Promise.all([
    import('../../operations/verify/declared-promises.ts'),
    import('../../promises/select.ts'),
  ]);
  const promises = declaredPromises(platform);
  const selection = selectPromises(promises, words);
  if (selection.ok) return selection.promises;
  const { didYouMeanHint } = await import('../../problems/suggest.ts');
  const candidates = selectableWords(promises);
  const complaints = selection.unknown.map(
    (word) => `No promise is chosen by '${word}'.${didYouMeanHint(word, candidates)}`,
  );
  throw new UsageError(complaints.join(' '), 'smartx verify --list shows all ids; a tier such as dns chooses its own.');
}
