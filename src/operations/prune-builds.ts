import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Packed releases of one name that are kept: enough to go back to, little enough for a disk. */
const RELEASES_KEPT = 10;

/** Removes what cut-off builds have left, and of the packed releases of one name all but the newest. */
export async function pruneBuilds(cacheDirectory: string, name: string): Promise<void> {
  // Releases of `app-api` are not those of `app`.
  const isOfName = new RegExp(`^${name}-[0-9a-f]{16}([.]|$)`);
  const entries = (await readdir(cacheDirectory)).filter((entry) => isOfName.test(entry));
  const building = entries.filter((entry) => entry.endsWith('.building'));
  const packed = entries.filter((entry) => !entry.endsWith('.building'));
  const dated = await Promise.all(
    packed.map(async (entry) => ({ entry, changedMs: (await stat(join(cacheDirectory, entry))).mtimeMs })),
  );
  const old = dated.sort((a, b) => b.changedMs - a.changedMs).slice(RELEASES_KEPT);
  const dead = await Promise.all(building.map(async (entry) => ((await isAlive(builderOf(entry))) ? [] : [entry])));
  for (const entry of [...dead.flat(), ...old.map((one) => one.entry)]) {
    await rm(join(cacheDirectory, entry), { recursive: true, force: true });
  }
}

/** `app-0123456789abcdef.4711.building` is being built by process 4711. */
function builderOf(entry: string): string {
  return entry.split('.').at(-2) ?? '';
}

async function isAlive(pid: string): Promise<boolean> {
  return /^\d+$/.test(pid) && (await stat(`/proc/${pid}`).catch(() => undefined)) !== undefined;
}
