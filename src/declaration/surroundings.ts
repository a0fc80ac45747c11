import { resolvePath } from './file-path.ts';

/**
 * What the file system says about the paths that a declaration names. The edge looks (at `pathsToInspect`) and hands
 * over a value, so that reading a declaration stays pure.
 */
export interface Surroundings {
  /** Absolute path of the directory that the declaration stands in. */
  readonly directory: string;
  /** Kind of each inspected path, by absolute path. A path that is not in here counts as absent. */
  readonly files: ReadonlyMap<string, PathKind>;
}

export type PathKind = 'directory' | 'file' | 'absent';

/** Absolute paths that reading `input` will ask for, sorted. `input` may be anything at all. */
export function pathsToInspect(input: unknown, directory: string): readonly string[] {
  const appDirectories = [['app'], ...keysAt(input, 'apps').map((name) => ['apps', name])].flatMap(
    (keys) => textAt(input, [...keys, 'directory']) ?? [],
  );
  const named = [
    ...appDirectories.flatMap((appDirectory) => [
      appDirectory,
      ...implicitFiles.map((file) => `${appDirectory}/${file}`),
    ]),
    textAt(input, ['web', 'static']),
    textAt(input, ['tls', 'certificate', 'certificateFile']),
    textAt(input, ['tls', 'certificate', 'keyFile']),
  ];
  const absolute = named.filter((path) => path !== undefined).map((path) => resolvePath(directory, path));
  return [...new Set(absolute)].sort();
}

/** Files and directories of the application that defaults depend on. */
const implicitFiles = ['package-lock.json', 'public'];

export function kindOf(surroundings: Surroundings, path: string): PathKind {
  return surroundings.files.get(path) ?? 'absent';
}

function keysAt(input: unknown, key: string): readonly string[] {
  const value = typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[key] : undefined;
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function textAt(input: unknown, keys: readonly string[]): string | undefined {
  let value = input;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : undefined;
}
