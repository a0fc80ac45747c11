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
  const known = parseMemory(text);
  if (known !== undefined) return known;
  throw new Error(
    `${memory} does not tell which targets were used before: it is damaged. Nothing was written. ` +
      'Make sure that the target is the right one (is a mount missing?), then remove this file and run this again',
  );
}

/** Undefined where the text is something else, as after a power cut. */
function parseMemory(text: string): Record<string, string> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    const isObject = typeof found === 'object' && found !== null && !Array.isArray(found);
    if (!isObject || Object.values(found).some((one) => typeof one !== 'string')) return undefined;
    return found as Record<string, string>;
  } catch {
    return undefined;
  }
}

function remember(memory: string, title: string, identity: string): void {
  mkdirSync(join(memory, '..'), { recursive: true, mode: 0o700 });
  // A list of backups may remember at the same time as a run does.
  const draft = `${memory}.${process.pid}`;
  const text = `${JSON.stringify({ ...recall(memory), [title]: identity }, null, 2)}\n`;
  // On disk before it has its name: after a power cut it is whole, or as it was.
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, memory);
}
