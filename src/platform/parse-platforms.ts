import type { Declaration } from '../declaration/model.ts';
import { readDeclaration } from '../declaration/parse-declaration.ts';
import type { Surroundings } from '../declaration/surroundings.ts';
import type { Parsed } from '../problems/problem.ts';
import { sortProblems } from '../problems/sort-problems.ts';
import { draftPlatform } from './lower.ts';
import type { Platform } from './platform.ts';
import { checkEnvironmentsApart } from './rules/environments-apart.ts';

export interface ParsedPlatforms {
  readonly declaration: Declaration;
  /** One platform for each environment, in the order in which they are declared. */
  readonly platforms: ReadonlyMap<string, Platform>;
}

/**
 * Reads a declaration and lowers all of its environments: everything that can be known to be wrong, at once. Rules are
 * checked on the parts that could be read even where others could not.
 */
export function parsePlatforms(input: unknown, surroundings: Surroundings): Parsed<ParsedPlatforms> {
  const { declaration, problems: found, isConsequence } = readDeclaration(input, surroundings);
  const drafts = [...declaration.environments.keys()].map((name) => draftPlatform(declaration, name));
  const platforms = drafts.map((draft) => draft.platform);
  const broken = [...drafts.flatMap((draft) => draft.problems), ...checkEnvironmentsApart(platforms)];
  const problems = sortProblems([...found, ...broken.filter((problem) => !isConsequence(problem))]);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: { declaration, platforms: new Map(platforms.map((platform) => [platform.environment, platform])) },
  };
}
