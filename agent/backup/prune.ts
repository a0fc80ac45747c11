import type { Catalogue } from './catalogue.ts';
import { fileNames } from './documents.ts';

/**
 * The files to remove: full backups older than the limit, and logs that no remaining one needs. The newest full backup
 * stays whatever its age, and so does the newest that was restored well: without it there would be none that counts.
 */
export function filesToPrune({ fulls, logs, checks }: Catalogue, now: Date, keepMs: number): string[] {
  const limit = now.getTime() - keepMs;
  const lastGood = fulls.filter(({ name }) => checks.get(name)?.good).at(-1);
  const stays = fulls.filter((one) => Date.parse(one.when) >= limit || one === fulls.at(-1) || one === lastGood);
  const gone = fulls.filter((one) => !stays.includes(one));
  const first = stays[0];
  const goneLogs = first === undefined ? [] : logs.filter(({ when }) => when < first.when);
  // The manifest first: what has none is no backup any more, even if the rest of the removal is cut off.
  return [...gone, ...goneLogs].flatMap((one) => [
    fileNames.manifest(one.name),
    ...(checks.has(one.name) ? [fileNames.check(one.name)] : []),
    fileNames.data(one),
  ]);
}
