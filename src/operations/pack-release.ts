import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { Failure } from '../problems/failure.ts';
import { lastLines } from '../process/last-lines.ts';
import { run } from '../process/run.ts';
import { pruneBuilds } from './prune-builds.ts';
import { readIfThere } from './read-if-there.ts';
import { hashTree, listEverything, listSources, type TreeEntry } from './source-tree.ts';

/** A directory as it is sent to hosts. */
export interface PackedRelease {
  /** As in ManifestRelease: `app`, `app-api`, `static`. */
  readonly name: string;
  /** First 12 digits of the SHA-256 of the unpacked tar, and of what hosts do to it: equal contents have equal ids. */
  readonly id: string;
  /** A gzipped tar, owners root, each file's date made from its content. */
  readonly file: string;
}

export interface PackRequest {
  readonly name: string;
  readonly directory: string;
  /** Run in a copy of the directory before it is packed; undefined packs it as it is. */
  readonly build: readonly string[] | undefined;
  /** Run on the hosts, later: another command makes another release of the same sources. */
  readonly hostBuild?: readonly string[] | undefined;
  /** Where packed releases are kept, by a hash of what they are made from. */
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal | undefined;
  readonly onBuild?: ((line: string) => void) | undefined;
}

/** Fetching a large application's packages over a slow line takes minutes; longer than this it hangs. */
const BUILD_TIMEOUT_MS = 15 * 60_000;
/** Change it when the packing changes, so that releases in the cache are made anew. */
const PACKING = 'v2';

/**
 * Packs a directory, building it first where the declaration says how. What was packed before is found by the hash
 * of its sources and not made again.
 * @throws Failure when the build fails; the directory itself is never written to.
 */
export async function packRelease(request: PackRequest): Promise<PackedRelease> {
  const sources = await listSources(request.directory);
  const place = await placeOf(request, sources);
  return keepRelease({ ...request, place }, (workplace) => prepareTree(request, sources, workplace));
}

/** Packs what `prepare` makes, once for each place. `prepare` gets a directory to work in, which goes away afterwards. */
export async function keepRelease(
  request: Pick<PackRequest, 'name' | 'cacheDirectory' | 'hostBuild'> & { readonly place: string },
  prepare: (workplace: string) => Promise<Tree>,
): Promise<PackedRelease> {
  const { place } = request;
  const known = await readPackedId(place);
  if (known !== undefined) return { name: request.name, id: known, file: join(place, 'release.tar.gz') };

  // Sources may be nobody else's business: only root looks in here.
  await mkdir(request.cacheDirectory, { recursive: true, mode: 0o700 });
  await chmod(request.cacheDirectory, 0o700);
  await pruneBuilds(request.cacheDirectory, request.name);
  // A directory of its own for each process: one that is cut off leaves only this, and two at once do not meet.
  const workplace = `${place}.${process.pid}.building`;
  try {
    await rm(workplace, { recursive: true, force: true });
    await mkdir(workplace);
    const tree = await prepare(workplace);
    const id = await writeTar(request, tree, join(workplace, 'release.tar.gz'));
    await rm(join(workplace, 'tree'), { recursive: true, force: true });
    await writeFile(join(workplace, 'id'), id);
    await rename(workplace, place).catch(ignoreIfThere);
    return { name: request.name, id, file: join(place, 'release.tar.gz') };
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

/** Id of the release that was packed from these very sources; undefined when that never was. Packs nothing. */
export async function findPackedId(request: Omit<PackRequest, 'signal' | 'onBuild'>): Promise<string | undefined> {
  return readPackedId(await placeOf(request, await listSources(request.directory)));
}

async function placeOf(request: PackRequest, sources: readonly TreeEntry[]): Promise<string> {
  const sourceHash = await hashTree(request.directory, sources);
  const key = createHash('sha256')
    .update(JSON.stringify([PACKING, sourceHash, request.build ?? [], process.version, request.hostBuild ?? []]))
    .digest('hex');
  return join(request.cacheDirectory, `${request.name}-${key.slice(0, 16)}`);
}

/** What a release is packed from. */
export interface Tree {
  readonly directory: string;
  readonly entries: readonly TreeEntry[];
}

async function prepareTree(request: PackRequest, sources: readonly TreeEntry[], workplace: string): Promise<Tree> {
  if (request.build === undefined) return { directory: request.directory, entries: sources };
  const directory = join(workplace, 'tree');
  await copyTree(request.directory, sources, directory);
  await buildTree(request, request.build, directory);
  return { directory, entries: await listEverything(directory) };
}

async function buildTree(request: PackRequest, build: readonly string[], directory: string): Promise<void> {
  const result = await run(build, {
    cwd: directory,
    env: { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`, CI: 'true' },
    timeoutMs: BUILD_TIMEOUT_MS,
    signal: request.signal,
    ...(request.onBuild === undefined ? {} : { onLine: request.onBuild }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (request.signal?.aborted) throw error;
    return { exitCode: 127, timedOut: false, stdout: '', stderr: error.message };
  });
  if (result.exitCode === 0 && !result.timedOut) return;
  throw new Failure({
    step: `build the application in a copy of ${request.directory}`,
    reason: result.timedOut
      ? `it was not ready after ${BUILD_TIMEOUT_MS / 60_000} minutes`
      : 'the build command failed',
    command: build,
    exitCode: result.exitCode,
    stderrTail: lastLines(result.stderr.trim() || result.stdout.trim()),
    changed: 'No host was changed, nor the directory itself.',
    next: `run the command in ${request.directory} by hand, mend it, then run the same smartx command again.`,
  });
}

async function copyTree(from: string, entries: readonly TreeEntry[], to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const { path, kind } of entries) {
    if (kind === 'directory') await mkdir(join(to, path), { recursive: true });
    else if (kind === 'link') await symlink(await readlink(join(from, path)), join(to, path));
    else await copyFile(join(from, path), join(to, path));
  }
}

async function writeTar(
  { hostBuild }: Pick<PackRequest, 'hostBuild'>,
  { directory, entries }: Tree,
  file: string,
): Promise<string> {
  const tar = pack();
  const hash = createHash('sha256');
  if (hostBuild !== undefined) hash.update(JSON.stringify(hostBuild));
  const hashed = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const written = pipeline(Readable.from(tar), hashed, createGzip({ level: 3 }), createWriteStream(file));
  for (const entry of entries) await addEntry(tar, directory, entry);
  tar.finalize();
  await written;
  return hash.digest('hex').slice(0, 12);
}

async function addEntry(tar: ReturnType<typeof pack>, directory: string, entry: TreeEntry): Promise<void> {
  const { path, kind } = entry;
  const common = { mtime: new Date(0), uid: 0, gid: 0, uname: 'root', gname: 'root' };
  if (kind === 'directory') tar.entry({ ...common, name: `${path}/`, type: 'directory', mode: 0o755 });
  else if (kind === 'link') {
    tar.entry({ ...common, name: path, type: 'symlink', mode: 0o777, linkname: await readlink(join(directory, path)) });
  } else {
    const file = join(directory, path);
    const mtime = await contentDate(file);
    const sink = tar.entry({ ...common, name: path, mtime, size: entry.size, mode: entry.executable ? 0o755 : 0o644 });
    for await (const chunk of createReadStream(file)) {
      if (!sink.write(chunk)) await new Promise((resume) => sink.once('drain', () => resume(undefined)));
    }
    sink.end(undefined);
  }
}

/**
 * A date made from the file's content, 1970 to 2004. Nginx makes an ETag of date and size alone: with one date for
 * all, a browser would keep a changed file of the same size for ever; with the real one, equal releases would differ.
 */
async function contentDate(file: string): Promise<Date> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const seconds = hash.digest().readUInt32BE() >>> 2;
  return new Date(seconds * 1000);
}

/** Id of the release that was packed there; undefined where none was. */
export async function readPackedId(place: string): Promise<string | undefined> {
  return (await readIfThere(join(place, 'id')))?.trim();
}

/** Somebody else packed the same sources meanwhile: theirs is as good as ours. */
function ignoreIfThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
