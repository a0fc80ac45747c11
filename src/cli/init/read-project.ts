import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectFiles } from './finding.ts';

const filesMax = 5_000;
const depthMax = 5;
const textBytesMax = 256 * 1_024;
const textsMax = 1_000;

/** A project's files, those of other people's packages and of tools left out; the nearest to the top first. */
export async function readProject(directory: string): Promise<ProjectFiles> {
  const paths = await listPaths(directory);
  const told = new Set(paths.filter((path) => tells.test(path)).slice(0, textsMax));
  const files = new Map<string, string>();
  for (const path of paths) files.set(path, told.has(path) ? await readText(join(directory, path)) : '');
  return files;
}

const tells =
  /(?:^|\/)(?:package\.json|Procfile|Pipfile|pyproject\.toml|requirements\.txt)$|(?:^|\/)requirements\/[\w.-]+\.txt$|\.(?:py|[cm]?[jt]sx?|rb|php|go)$/;

async function listPaths(directory: string): Promise<readonly string[]> {
  const paths: string[] = [];
  let level = [''];
  for (let depth = 0; depth < depthMax && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      const entries = await readdir(join(directory, folder), { withFileTypes: true });
      for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && !isForeign(entry.name)) next.push(path);
        if (entry.isFile()) paths.push(path);
        if (paths.length >= filesMax) return paths;
      }
    }
    level = next;
  }
  return paths;
}

/** Hidden directories, installed packages, and what was made from sources. */
function isForeign(name: string): boolean {
  return name.startsWith('.') || /^(?:node_modules|bower_components|vendor|venv|env|__pycache__|coverage)$/.test(name);
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file);
  return size > textBytesMax ? '' : await readFile(file, 'utf8');
}
