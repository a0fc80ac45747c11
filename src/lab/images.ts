import pLimit from 'p-limit';
import { Failure } from '../problems/failure.ts';
import type { LabOptions } from './events.ts';
import { type BuildSettings, buildImage, imageExists } from './image-build.ts';
import { type ImageRecipe, machineRecipes } from './image-recipe.ts';
import { readBuildSettings, readRuntimes } from './image-settings.ts';
import type { LabMachine } from './spec.ts';

/** Two at once keep two cores and one network connection busy; more only wait for each other. */
const PARALLEL_BUILDS_MAX = 2;
/** Progress of a build is told at most this often. */
const PROGRESS_INTERVAL_MS = 250;

/**
 * Builds the images that these machines need and that are not there yet. Returns, for each machine's name, the keys
 * of the images that it is stacked from, lowest first.
 * @throws Failure when a runtime is not at hand or a build fails.
 */
export async function ensureImages(
  machines: readonly LabMachine[],
  options: LabOptions = {},
): Promise<Map<string, string[]>> {
  const runtimes = await readRuntimes(new Set(machines.flatMap((machine) => machine.runtimes)));
  const versions = new Map([...runtimes].map(([name, { version }]) => [name, version]));
  const stacks = new Map(machines.map((machine) => [machine.name, machineRecipes(machine, process.arch, versions)]));
  const recipes = distinct([...stacks.values()].flat());
  const missing = new Set<ImageRecipe>();
  for (const recipe of recipes) {
    if (await imageExists(recipe.key)) tell(options, recipe, 'cached', 0);
    else missing.add(recipe);
  }
  if (missing.size > 0) await buildAll([...missing], await readBuildSettings(runtimes), options);
  return new Map([...stacks].map(([name, stack]) => [name, stack.map((recipe) => recipe.key)]));
}

/** The base first, since layers are made on top of it; then the layers, the longest (MySQL's) first. */
async function buildAll(recipes: readonly ImageRecipe[], settings: BuildSettings, options: LabOptions): Promise<void> {
  const first = recipes.filter((recipe) => recipe.kind !== 'layer');
  const layers = recipes.filter((recipe) => recipe.kind === 'layer');
  layers.sort((a, b) => b.sidPackages.length - a.sidPackages.length || (a.key < b.key ? -1 : 1));
  // One failed build ends the others: their work would be thrown away with the command anyway.
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const limit = pLimit(PARALLEL_BUILDS_MAX);
  const failures: unknown[] = [];
  for (const group of [first, layers]) {
    const builds = group.map((recipe) =>
      limit(async () => {
        try {
          await buildOne(recipe, settings, { ...options, signal });
        } catch (error) {
          failures.push(error);
          stop.abort(error);
        }
      }),
    );
    await Promise.all(builds);
    options.signal?.throwIfAborted();
    if (failures.length > 0) throw failures.find((failure) => failure instanceof Failure) ?? failures[0];
  }
}

async function buildOne(recipe: ImageRecipe, settings: BuildSettings, options: LabOptions): Promise<void> {
  options.signal?.throwIfAborted();
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  let toldAt = 0;
  tell(options, recipe, 'building', 0);
  await buildImage(recipe, settings, options.signal, (line) => {
    const detail = /^(?:I: |Setting up |Unpacking |Fetched |Get:)/.test(line) ? line.replace(/^I: /, '') : undefined;
    if (detail === undefined || elapsed() - toldAt < PROGRESS_INTERVAL_MS) return;
    toldAt = elapsed();
    tell(options, recipe, 'progress', toldAt, detail);
  });
  tell(options, recipe, 'built', elapsed());
}

function tell(
  options: LabOptions,
  recipe: ImageRecipe,
  state: 'building' | 'progress' | 'built' | 'cached',
  elapsedMs: number,
  detail?: string,
): void {
  options.onEvent?.({ kind: 'image', image: recipe.key, contents: recipe.contents, state, detail, elapsedMs });
}

function distinct(recipes: readonly ImageRecipe[]): ImageRecipe[] {
  return [...new Map(recipes.map((recipe) => [recipe.key, recipe])).values()];
}
