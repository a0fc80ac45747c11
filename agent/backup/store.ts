import type { Readable } from 'node:stream';
import type { BackupConfig } from './config.ts';
import { onKnownTarget } from './known-target.ts';
import { openDirectory } from './store-directory.ts';
import { openRestic } from './store-restic.ts';

/** Where backups lie: a flat set of files that are written once. */
export interface Store {
  /** What tells this target from every other one; undefined where none was made yet. */
  identify(): Promise<string | undefined>;
  /** The same; makes it where there is none: at the first use. */
  claim(): Promise<string>;
  /** Names of all files, sorted. Rejects when the place cannot be reached. */
  list(): Promise<string[]>;
  /** Writes a whole file or none. */
  write(name: string, content: Readable): Promise<void>;
  /** The stream fails when the file cannot be read to its end. */
  read(name: string): Readable;
  remove(names: readonly string[]): Promise<void>;
  /** For people. */
  readonly title: string;
}

export function openStore({ target, cacheDirectory }: BackupConfig): Store {
  const store = target.kind === 'directory' ? openDirectory(target.directory) : openRestic(target, cacheDirectory);
  return onKnownTarget(store, cacheDirectory);
}

export async function readText(store: Store, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of store.read(name)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
