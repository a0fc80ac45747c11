import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../platform/platform.ts';
import type { PackedRelease } from '../pack-release.ts';
import { readIfThere } from '../read-if-there.ts';
import type { ReleaseIds } from './release-state.ts';

/** The archives of a release that are still on this machine; hosts that have it need none. */
export async function findPacked(
  cacheDirectory: string,
  app: Pick<App, 'id'>,
  ids: ReleaseIds,
): Promise<PackedRelease[]> {
  const entries = await readdir(cacheDirectory).catch(() => []);
  const wanted = [
    [app.id, ids.app],
    ['static', ids.static],
  ] as const;
  const found = await Promise.all(
    wanted.flatMap(([name, id]) => (id === null ? [] : [findOne(cacheDirectory, entries, name, id)])),
  );
  return found.flatMap((release) => release ?? []);
}

async function findOne(
  cacheDirectory: string,
  entries: readonly string[],
  name: PackedRelease['name'],
  id: string,
): Promise<PackedRelease | undefined> {
  for (const entry of entries.filter((one) => one.startsWith(`${name}-`) && !one.endsWith('.building'))) {
    const place = join(cacheDirectory, entry);
    if ((await readIfThere(join(place, 'id')))?.trim() === id) return { name, id, file: join(place, 'release.tar.gz') };
  }
  return undefined;
}
