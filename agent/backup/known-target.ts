import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from './store.ts';

/**
 * A store that is the one that this host has used before, or nothing works with it: behind a mount that is missing there
 * is an empty directory, which looks like a new target. What tells targets apart is remembered on this host.
 */
export function onKnownTarget(store: Store, cacheDirectory: string): Store {
  const memory = join(cacheDirectory, 'targets.json');
  const identify = async () => {
    const known = recall(memory)[store.title];
    const found = await store.identify();
    if (known !== undefined && found !== known) throw new OtherTarget(sayOther(store.title, known, found, memory));
    if (known === undefined && found !== undefined) remember(memory, store.title, found);
    return found;
  };
  const claim = async () => {
    const found = await identify();
    if (found !== undefined) return found;
    const made = await store.claim();
    remember(memory, store.title, made);
    return made;
  };
  return {
    ...store,
    identify,
    claim,
    list: async () => {
      await identify();
      return store.list();
    },
    write: async (name, content) => {
      await claim();
      await store.write(name, content);
    },
    remove: async (names) => {
      await identify();
      await store.remove(names);
    },
  };
}

/** The place is there, and is not what it was. */
export class OtherTarget extends Error {}

function sayOther(title: string, known: string, found: string | undefined, memory: string): string {
  return (
    `${title} is not the target that was used before: ` +
    (found === undefined ? `${known} was there, and now nothing is. ` : `it is ${found}, and was ${known}. `) +
    'Is a mount missing? Then mount it. Nothing was written. ' +
    `If the target was replaced on purpose, remove ${memory} on every database host`
  );
}

/** Identities by the titles of targets, so that one which is declared again is known again. */
function recall(memory: string): Readonly<Record<string, string>> {
  let text: string;
  try {
    text = readFileSync(memory, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  return JSON.parse(text) as Record<string, string>;
}

function remember(memory: string, title: string, identity: string): void {
  mkdirSync(join(memory, '..'), { recursive: true, mode: 0o700 });
  // A list of backups may remember at the same time as a run does.
  const draft = `${memory}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ ...recall(memory), [title]: identity }, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, memory);
}
