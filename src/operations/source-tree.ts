import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** One thing in a directory tree; `path` is relative, with `/`. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'directory' | 'file' | 'link';
  readonly executable: boolean;
  readonly size: number;
}

/** Never part of a release, whatever the ignore files say. */
const NEVER = ['.git', 'node_modules'];

/** What belongs to the directory's sources: all that .smartxignore, or else .gitignore, does not leave out. Sorted. */
export async function listSources(directory: string): Promise<TreeEntry[]> {
  const rules = ignore().add(NEVER);
  const own =
    (await readIfThere(join(directory, '.smartxignore'))) ?? (await readIfThere(join(directory, '.gitignore')));
  if (own !== undefined) rules.add(own);
  return listTree(directory, rules);
}

/** Everything below the directory except what the rules leave out, sorted by path. */
export async function listTree(directory: string, rules: Ignore = ignore()): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const { name } of await readdir(join(directory, folder), { withFileTypes: true })) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const stats = await lstat(join(directory, path));
      const kind = stats.isDirectory()
        ? 'directory'
        : stats.isSymbolicLink()
          ? 'link'
          : stats.isFile()
            ? 'file'
            : undefined;
      if (kind === undefined || rules.ignores(kind === 'directory' ? `${path}/` : path)) continue;
      entries.push({ path, kind, executable: (stats.mode & 0o111) !== 0, size: kind === 'file' ? stats.size : 0 });
      if (kind === 'directory') pending.push(path);
    }
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A hash of paths, executable bits and contents; dates and owners do not count. Hexadecimal. */
export async function hashTree(directory: string, entries: readonly TreeEntry[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, kind, executable, size } of entries) {
    hash.update(`${kind}\0${path}\0${executable && kind === 'file' ? 'x' : '-'}\0${size}\0`);
    if (kind === 'link') hash.update(await readlink(join(directory, path)));
    if (kind === 'file') for await (const chunk of createReadStream(join(directory, path))) hash.update(chunk);
  }
  return hash.digest('hex');
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
