import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../problems/failure.ts';
import { lastLines } from '../process/last-lines.ts';
import { run } from '../process/run.ts';
import type { DebianMirrors } from './apt-sources.ts';
import { type ImageRecipe, SUITE } from './image-recipe.ts';
import { BASE_SCRIPT, LAYER_SCRIPT, RUNTIME_SCRIPT } from './image-scripts.ts';
import { LOCK_TAKEN_EXIT_CODE } from './lock.ts';
import { IMAGES_DIRECTORY, LOCKS_DIRECTORY } from './paths.ts';

/** A slow mirror may take long, but a build beyond this hangs. */
const BUILD_TIMEOUT_MS = 30 * 60_000;
const LOCK_WAIT_SECONDS = 30 * 60;

/** What the scripts need to know about this machine. */
export interface BuildSettings {
  mirrors: DebianMirrors;
  /** Settings for apt.conf.d: this machine's own proxies, for example. */
  aptOptions: string;
  /** File to install for each runtime, by the runtime's name. */
  runtimeBinaries: ReadonlyMap<string, string>;
}

/** Whether the image is there, complete. */
export async function imageExists(key: string): Promise<boolean> {
  return (await stat(imageDirectory(key)).catch(() => undefined))?.isDirectory() ?? false;
}

export function imageDirectory(key: string): string {
  return join(IMAGES_DIRECTORY, key);
}

/** The directory that goes into a machine's stack of overlay layers. */
export function imageRoot(key: string): string {
  return join(imageDirectory(key), 'root');
}

/**
 * Builds one image into `<key>.building` and renames it when it is complete and on the disk. The build holds the
 * image's lock itself and lives in its own mount and process namespaces: when it ends, or we end (setpriv's
 * pdeathsig), the kernel ends all its children, unmounts everything and frees the lock.
 */
export async function buildImage(
  recipe: ImageRecipe,
  settings: BuildSettings,
  signal: AbortSignal | undefined,
  onLine: (line: string) => void,
): Promise<void> {
  await mkdir(IMAGES_DIRECTORY, { recursive: true });
  await mkdir(LOCKS_DIRECTORY, { recursive: true });
  const aptOptions = join(IMAGES_DIRECTORY, `${recipe.key}.apt.conf`);
  await writeFile(aptOptions, settings.aptOptions);
  const building = `${imageDirectory(recipe.key)}.building`;
  const tail: string[] = [];
  const result = await run(buildCommand(recipe), {
    env: {
      ...scriptVariables(recipe, settings),
      APT_OPTIONS: aptOptions,
      IMAGE: imageDirectory(recipe.key),
      BUILDING: building,
    },
    timeoutMs: BUILD_TIMEOUT_MS,
    signal,
    abortWith: 'SIGKILL', // unshare(1) ignores SIGTERM while it waits for its child
    onLine: (line) => {
      tail.push(line);
      if (tail.length > 40) tail.shift();
      onLine(line);
    },
  }).finally(() => Promise.all([rm(aptOptions, { force: true }), rm(building, { recursive: true, force: true })]));
  if (result.exitCode !== 0) throw buildFailure(recipe, result.exitCode, result.timedOut, tail);
}

function buildCommand(recipe: ImageRecipe): string[] {
  const lock = join(LOCKS_DIRECTORY, `image-${recipe.key}.lock`);
  return [
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...[
      'flock',
      '--no-fork',
      '--wait',
      String(LOCK_WAIT_SECONDS),
      '--conflict-exit-code',
      String(LOCK_TAKEN_EXIT_CODE),
      lock,
    ],
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
    ...['sh', '-c', atomically(recipeScript(recipe))],
  ];
}

/** Whoever waited for the lock may find that the other one has built the image meanwhile. */
function atomically(script: string): string {
  return `set -eu
[ ! -d "$IMAGE" ] || exit 0
rm -rf "$BUILDING"
mkdir -p "$BUILDING"
(
${script})
sync -f "$BUILDING"
mv "$BUILDING" "$IMAGE"
`;
}

function recipeScript(recipe: ImageRecipe): string {
  switch (recipe.kind) {
    case 'base':
      return BASE_SCRIPT;
    case 'layer':
      return LAYER_SCRIPT;
    case 'runtime':
      return RUNTIME_SCRIPT;
  }
}

function scriptVariables(recipe: ImageRecipe, settings: BuildSettings): Record<string, string> {
  const mirrors = { ARCHIVE: settings.mirrors.archive, SECURITY: settings.mirrors.security };
  switch (recipe.kind) {
    case 'base':
      return { ...mirrors, SUITE, PACKAGES: recipe.packages.join(',') };
    case 'layer':
      return {
        ...mirrors,
        BASE: imageDirectory(recipe.base),
        PACKAGES: recipe.packages.join(' '),
        SID_PACKAGES: recipe.sidPackages.join(' '),
      };
    case 'runtime':
      return { RUNTIME: recipe.runtime, BINARY: settings.runtimeBinaries.get(recipe.runtime) ?? '' };
  }
}

function buildFailure(recipe: ImageRecipe, exitCode: number, timedOut: boolean, tail: string[]): Failure {
  const reason = timedOut
    ? `it was not ready after ${BUILD_TIMEOUT_MS / 60_000} minutes`
    : exitCode === LOCK_TAKEN_EXIT_CODE
      ? 'another smartx on this machine has been building it for too long'
      : 'its build failed; these are its last words';
  return new Failure({
    step: `build the image of ${recipe.contents}`,
    reason,
    exitCode,
    stderrTail: lastLines(tail.join('\n')),
    changed: 'The half-built image was removed; complete images stay.',
    next: `see that "apt-get update" works on this machine and that Debian ${SUITE} has these packages, then run this again.`,
  });
}
