import { type Catalogue, readCatalogue } from './catalogue.ts';
import type { BackupConfig } from './config.ts';
import { type FullManifest, fileNames } from './documents.ts';
import { spanOfLife, splitIntoLives } from './lives.ts';
import type { Store } from './store.ts';
import type { Tell } from './tell.ts';

/**
 * Removes what is too old. Only after a backup that somebody wanted: one that a restore makes of the data that it
 * replaces must not remove what it restores from.
 */
export async function prune({ keepMs }: Pick<BackupConfig, 'keepMs'>, store: Store, tell: Tell): Promise<void> {
  const doomed = filesToPrune(await readCatalogue(store), new Date(), keepMs);
  if (doomed.length === 0) return;
  await store.remove(doomed);
  tell(`removed ${doomed.length} files that are older than what is kept`);
}

/**
 * The files to remove: full backups older than the limit, and logs that no remaining one needs. The newest full backup
 * stays whatever its age, and so does the newest that was restored well: without it there would be none that counts. That
 * holds for every life of the database: a new, empty one is no reason to forget the one that it took the place of.
 */
export function filesToPrune({ fulls, logs, checks }: Catalogue, now: Date, keepMs: number): string[] {
  const limit = now.getTime() - keepMs;
  const lives = splitIntoLives(fulls);
  const doomed = lives.map((life, index) => {
    const lastGood = life.findLast(({ name }) => checks.get(name)?.good);
    const stays = (one: FullManifest) => Date.parse(one.when) >= limit || one === life.at(-1) || one === lastGood;
    const first = life.find(stays)!;
    const own = logs.filter(spanOfLife(lives, index));
    return { fulls: life.filter((one) => !stays(one)), logs: own.filter(({ when }) => when < first.when) };
  });
  const gone = [...doomed.flatMap((life) => life.fulls), ...doomed.flatMap((life) => life.logs)];
  // The manifest first: what has none is no backup any more, even if the rest of the removal is cut off.
  return gone.flatMap((one) => [
    fileNames.manifest(one.name),
    ...(checks.has(one.name) ? [fileNames.check(one.name)] : []),
    fileNames.data(one),
  ]);
}
