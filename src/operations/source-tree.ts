import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readIfThere } from './read-if-there.ts';

/** One thing in a directory tree; `path` is relative, with `/`. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'directory' | 'file' | 'link';
  readonly executable: boolean;
  readonly size: number;
}

/** Never part of a release, whatever the ignore files say. */
const NEVER = ['.git', 'node_modules'];
/**
 * Where people keep secrets, what Python makes for the machine that it is on, and the declaration itself, which changes
 * without the application having changed. A .smartxignore may bring them back with `!.env`.
 */
const RARELY = [
  '.env',
  '.env.*',
  '.venv/',
  'venv/',
  '__pycache__/',
  '/.smartx/',
  '/smartx.config.ts',
  '/smartx.*.lock.json',
  '/secrets.*.age',
  '/secrets.recipients',
];
/** A working copy deeper in the tree than this is nobody's project. */
const PARENTS_MAX = 64;

/** The rules of one ignore file hold below its directory; `base` is that directory, relative to the tree, with `/`. */
interface RuleSet {
  readonly base: string;
  readonly rules: Ignore;
}

/**
 * What belongs to the directory's sources: all that its .smartxignore does not leave out, or, where there is none, what
 * Git would not ignore (gitignore(5): the files of this directory, of those above it in the same working copy, and of
 * those below). Sorted.
 */
export async function listSources(directory: string): Promise<TreeEntry[]> {
  const own = await readIfThere(join(directory, '.smartxignore'));
  if (own !== undefined) return listTree(directory, [rulesOf('', RARELY.join('\n')), rulesOf('', own)], undefined);
  return listTree(directory, [rulesOf('', RARELY.join('\n')), ...(await rulesAbove(directory))], '.gitignore');
}

/** Everything below the directory, sorted by path: what a build has made is wanted whole. */
export async function listEverything(directory: string): Promise<TreeEntry[]> {
  return listTree(directory, [], undefined, []);
}

async function listTree(
  directory: string,
  above: readonly RuleSet[],
  ignoreFile: string | undefined,
  never: readonly string[] = NEVER,
): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const pending = [{ folder: '', above }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder } = next;
    const text = ignoreFile === undefined ? undefined : await readIfThere(join(directory, folder, ignoreFile));
    const rules = text === undefined ? next.above : [...next.above, rulesOf(folder === '' ? '' : `${folder}/`, text)];
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
      if (kind === undefined || never.includes(name) || isIgnored(kind === 'directory' ? `${path}/` : path, rules))
        continue;
      entries.push({ path, kind, executable: (stats.mode & 0o111) !== 0, size: kind === 'file' ? stats.size : 0 });
      if (kind === 'directory') pending.push({ folder: path, above: rules });
    }
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of several files, the one nearest to the path decides; within one, its last matching line. */
function isIgnored(path: string, sets: readonly RuleSet[]): boolean {
  let ignored = false;
  for (const { base, rules } of sets) {
    const verdict = rules.test(base.startsWith('../') ? outsidePath(base, path) : path.slice(base.length));
    ignored = verdict.ignored || (ignored && !verdict.unignored);
  }
  return ignored;
}

/** For rules above the tree: `base` is `../` and then the tree's own path as they see it. */
function outsidePath(base: string, path: string): string {
  return `${base.slice('../'.length)}${path}`;
}

function rulesOf(base: string, text: string): RuleSet {
  return { base, rules: ignore().add(text) };
}

/** Rules of the directories above, up to the working copy's top; none where the directory is in no working copy. */
async function rulesAbove(directory: string): Promise<RuleSet[]> {
  const sets: RuleSet[] = [];
  let seen = '';
  let folder = directory;
  for (let count = 0; count < PARENTS_MAX; count += 1) {
    if (await isThere(join(folder, '.git'))) return sets.reverse();
    if (dirname(folder) === folder) return [];
    seen = `${basename(folder)}/${seen}`;
    folder = dirname(folder);
    const text = await readIfThere(join(folder, '.gitignore'));
    if (text !== undefined) sets.push(rulesOf(`../${seen}`, text));
  }
  return [];
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
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
