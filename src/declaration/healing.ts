import type { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { issueToProblems, missing, pathText } from './issue-problems.ts';
import { PathSet } from './path-set.ts';
import { platformSchema, type ReadPlatform } from './schema.ts';
import { keysAt } from './schema-keys.ts';

type Path = readonly PropertyKey[];

export interface Healed {
  readonly read: ReadPlatform;
  readonly problems: readonly Problem[];
  /** Paths of the values that were taken out or replaced. */
  readonly healedPaths: PathSet;
}

/** Healing one path can break its parent, at most once for every level of the declaration, and again for each key. */
const roundsMax = 12;

/**
 * Reads a declaration whatever is wrong with it: broken values are taken out (then their defaults apply), broken
 * required ones are replaced by stand-ins. So the rules that span the whole platform can still be checked, and the
 * operator sees all problems at once.
 */
export function readHealing(input: unknown): Healed {
  let current = copy(input, depthMax);
  const problems: Problem[] = [];
  const healedPaths = new PathSet();
  for (let round = 0; round < roundsMax; round += 1) {
    const result = platformSchema.safeParse(current, { reportInput: true });
    if (result.success && hasApplication(result.data)) return { read: result.data, problems, healedPaths };
    if (result.success) {
      if (!['app', 'apps'].some((key) => healedPaths.touches(key))) problems.push(missing('app'));
      healedPaths.add('app');
      current = { ...(current as Container), app: copy(standIns.app, depthMax) };
      continue;
    }
    for (const problem of result.error.issues.flatMap((issue) => issueToProblems(issue, keysAt))) {
      // Later rounds find only what healing itself left behind, such as a host whose broken address is now missing.
      if (!healedPaths.touches(problem.path)) problems.push(problem);
    }
    for (const issue of result.error.issues) {
      for (const path of brokenPaths(issue)) {
        // Taking out an unknown key changes no value that anybody reads.
        if (issue.code !== 'unrecognized_keys') healedPaths.add(pathText(path));
        current = healAt(current, path);
      }
    }
  }
  healedPaths.add('');
  return { read: platformSchema.parse(standIns), problems, healedPaths };
}

/** That there is one in either way of writing it cannot be said of a single key. */
function hasApplication({ app, apps }: ReadPlatform): boolean {
  return app !== undefined || apps !== undefined;
}

/** Complete by themselves; taken where a required value is broken. */
const standIns = { domain: 'smartx.invalid', app: { directory: '.', start: 'true' } };

function brokenPaths(issue: z.core.$ZodIssue): readonly Path[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

/** Takes the value at `path` out of `root`, or puts its stand-in there. Gives the root back, which may be a new one. */
function healAt(root: unknown, path: Path): unknown {
  if (path.length === 0 || !isContainer(root)) return copy(standIns, depthMax);
  const parent = valueAt(root, path.slice(0, -1));
  const key = path.at(-1)!;
  const standIn = standInAt(path);
  if (!isContainer(parent)) return healAt(root, path.slice(0, -1));
  if (standIn !== undefined) parent[key] = copy(standIn, depthMax);
  // Elements of a list are emptied rather than removed: the paths of those behind them must stay true.
  else if (Array.isArray(parent) && parent[key] !== undefined) parent[key] = undefined;
  else if (!Array.isArray(parent) && Object.hasOwn(parent, key)) delete parent[key];
  // It was missing already, and there is nothing to stand in for it: its owner has to go.
  else return healAt(root, path.slice(0, -1));
  return root;
}

/** One of several applications is as good as the only one. */
function standInAt(path: Path): unknown {
  const [first, , ...rest] = path;
  return valueAt(standIns, first === 'apps' && path.length > 1 ? ['app', ...rest] : path);
}

type Container = Record<PropertyKey, unknown>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    root,
  );
}

/** Deeper than any path of the schema; what lies below is never healed, and may even be a cycle. */
const depthMax = 8;

function copy(value: unknown, depth: number): unknown {
  if (!isContainer(value) || depth === 0) return value;
  if (Array.isArray(value)) return value.map((element) => copy(element, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, copy(element, depth - 1)]));
}
