import { statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { PathKind } from '../declaration/surroundings.ts';
import type { Platform } from '../platform/platform.ts';
import type { Scale } from '../platform/scalable-counts.ts';
import type { Problem } from '../problems/problem.ts';
import { findConfigFile } from './config-file.ts';
import { importConfig } from './import-config.ts';
import type { Invocation } from './invocation.ts';
import { ProblemsFound } from './problems-found.ts';

export interface LoadedDeclaration {
  readonly file: string;
  /** Where the file lies: labs belong to this directory. */
  readonly directory: string;
  readonly platform: Platform;
}

/**
 * Finds, imports and reads the declaration, and returns the platform of the chosen environment.
 * @param scale counts in place of the declared ones; those that the lab was scaled to when not given.
 * @throws ProblemsFound
 */
export async function loadDeclaration(
  { directory, configFile, environment }: Pick<Invocation, 'directory' | 'configFile' | 'environment'>,
  scale?: Scale,
): Promise<LoadedDeclaration> {
  const found = findConfigFile(directory, configFile);
  if (!found.ok) throw new ProblemsFound(found.problems);
  const file = found.value;
  const shown = relative(directory, file).startsWith('../..') ? file : relative(directory, file);
  const imported = await importConfig(file);
  if (!imported.ok) throw new ProblemsFound(imported.problems, shown);

  // Imported late: commands that need no declaration start in half of the time without the parser.
  const [{ pathsToInspect }, { parsePlatforms }] = await Promise.all([
    import('../declaration/surroundings.ts'),
    import('../platform/parse-platforms.ts'),
  ]);
  const home = dirname(file);
  const { readScale } = await import('../operations/scale.ts');
  const input = scaled(imported.value, environment, scale ?? (await readScale(environment)));
  const paths = pathsToInspect(input, home);
  const files = new Map(paths.map((path) => [path, inspect(path)]));
  const parsed = parsePlatforms(input, { directory: home, files });
  if (!parsed.ok) throw new ProblemsFound(parsed.problems, shown);
  const platform = parsed.value.platforms.get(environment);
  if (platform === undefined) throw new ProblemsFound([unknownEnvironment(environment, parsed.value.platforms)], shown);
  return { file, directory: home, platform };
}

/** The declaration with other counts in one of its labs; whatever else it may be, it is left for the parser to judge. */
function scaled(input: unknown, environment: string, scale: Scale): unknown {
  if (Object.keys(scale).length === 0 || !isObject(input)) return input;
  const { environments = { lab: { provider: 'lab' } } } = input;
  const declared = isObject(environments) ? environments[environment] : undefined;
  if (!isObject(environments) || !isObject(declared) || declared.provider !== 'lab' || declared.hosts !== undefined) {
    return input;
  }
  return { ...input, environments: { ...environments, [environment]: { ...declared, ...scale } } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inspect(path: string): PathKind {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'absent';
  return found.isDirectory() ? 'directory' : 'file';
}

function unknownEnvironment(name: string, platforms: ReadonlyMap<string, Platform>): Problem {
  const names = [...platforms.keys()].sort().join(', ');
  return {
    code: 'ENVIRONMENT_UNKNOWN',
    path: 'environments',
    reason: `There is no environment '${name}' in the declaration.`,
    fix: `Choose one with --env: ${names}.`,
  };
}
