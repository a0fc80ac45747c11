import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { identityFile, readIdentity, writeIdentity } from './directory-identity.ts';
import type { Store } from './store.ts';

/** Files in a directory, which may be a mount of another host's. */
export function openDirectory(directory: string): Store {
  return {
    title: directory,
    identify: () => readIdentity(directory),
    claim: async () => (await readIdentity(directory)) ?? writeIdentity(directory),
    list: async () =>
      (await readdir(directory)).filter((name) => !name.endsWith(unfinished) && name !== identityFile).sort(),
    read: (name) => createReadStream(join(directory, name)),
    remove: async (names) => {
      for (const name of names) await rm(join(directory, name), { force: true });
    },
    async write(name, content) {
      await removeAbandoned(directory);
      const path = join(directory, name);
      const file = await open(`${path}${unfinished}`, 'w', 0o600);
      try {
        for await (const chunk of content) await file.writeFile(chunk as Buffer);
        // On disk before it has its name: after a power cut a backup is whole, or not there.
        await file.sync();
        await file.close();
        await rename(`${path}${unfinished}`, path);
        await syncDirectory(directory);
      } catch (error) {
        await file.close().catch(() => undefined);
        await rm(`${path}${unfinished}`, { force: true });
        throw error;
      }
    },
  };
}

const unfinished = '.part';
const ABANDONED_MS = 86_400_000;

/** What a run that was killed left behind; a younger one may be another host's that is at work. */
async function removeAbandoned(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter((one) => one.endsWith(unfinished))) {
    const path = join(directory, name);
    const changedMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (changedMs !== undefined && Date.now() - changedMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
