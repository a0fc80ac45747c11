import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import type { Parsed, Problem } from '../problems/problem.ts';

export const configFileName = 'smartx.config.ts';

/** The declaration's file: the one that was named, or smartx.config.ts in the directory or the nearest one above it. */
export function findConfigFile(directory: string, named: string | undefined): Parsed<string> {
  return named === undefined ? searchUpwards(directory) : inspectNamed(resolve(directory, named), named);
}

function searchUpwards(directory: string): Parsed<string> {
  for (const folder of upwards(directory)) {
    const file = join(folder, configFileName);
    if (existsSync(file)) return inspectNamed(file, file);
  }
  return refuse({
    code: 'CONFIG_NOT_FOUND',
    path: configFileName,
    reason: `There is no ${configFileName} in ${directory} or in a directory above it.`,
    fix: otherSpelling(directory) ?? 'Make one with `smartx init`, or name yours with --config FILE.',
  });
}

function inspectNamed(file: string, path: string): Parsed<string> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    return refuse({
      code: 'CONFIG_NOT_FOUND',
      path,
      reason: 'This file does not exist.',
      fix: 'Check the path, or make a new platform with `smartx init`.',
    });
  }
  if (!found.isFile()) {
    return refuse({
      code: 'CONFIG_NOT_TYPESCRIPT',
      path,
      reason: found.isDirectory() ? 'This is a directory, not a file.' : 'This is not a regular file.',
      fix: `Name the TypeScript file, for example ${join(path, configFileName)}.`,
    });
  }
  if (extname(file) !== '.ts' && extname(file) !== '.mts') {
    return refuse({
      code: 'CONFIG_NOT_TYPESCRIPT',
      path,
      reason: `A declaration is a TypeScript module, and this file ends with '${extname(file)}'.`,
      fix: `Rename it to ${configFileName} and write: export default definePlatform({ ... }).`,
    });
  }
  return { ok: true, value: file };
}

function otherSpelling(directory: string): string | undefined {
  const near = ['smartx.config.js', 'smartx.config.mjs', 'smartx.config.json', 'smartx.ts', 'smartx.config.tsx'];
  const present = near.find((name) => existsSync(join(directory, name)));
  return present === undefined ? undefined : `Rename ${present} to ${configFileName}.`;
}

/** The directory and those above it, nearest first; ends at the root because `dirname('/')` is '/'. */
function* upwards(directory: string): Generator<string> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    yield folder;
    if (dirname(folder) === folder) return;
  }
}

function refuse(problem: Problem): Parsed<never> {
  return { ok: false, problems: [problem] };
}
