import type { ProjectFiles } from './finding.ts';

export interface Requirements {
  readonly file: string;
  /** Names as PEP 503 has them, sorted: lower case, with hyphens. */
  readonly names: readonly string[];
}

/** What a Python project says that it needs to run, by the first file that says anything. */
export function readRequirements(files: ProjectFiles): Requirements | undefined {
  for (const [file, read] of readers) {
    const text = files.get(file);
    const names = text === undefined ? [] : read(text, files);
    if (names.length > 0) return { file, names: [...new Set(names.map(normalize))].sort() };
  }
  return undefined;
}

const readers: readonly (readonly [file: string, read: (text: string, files: ProjectFiles) => readonly string[]])[] = [
  ['requirements.txt', (text, files) => requirementsFile(text, '', files, new Set(['requirements.txt']))],
  ['requirements/production.txt', (text, files) => requirementsFile(text, 'requirements/', files, new Set())],
  ['requirements/prod.txt', (text, files) => requirementsFile(text, 'requirements/', files, new Set())],
  ['requirements/base.txt', (text, files) => requirementsFile(text, 'requirements/', files, new Set())],
  ['pyproject.toml', projectFile],
  ['Pipfile', (text) => keysOf(text, 'packages')],
];

/** PEP 508: a name, then perhaps extras, a version, or where it is from. */
const requirement = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[|[<>=!~;@(\s]|$)/;

function requirementsFile(text: string, folder: string, files: ProjectFiles, seen: Set<string>): readonly string[] {
  return text.split('\n').flatMap((written): readonly string[] => {
    const line = written.replace(/(?:^|\s)#.*$/, '').trim();
    const other = /^(?:-r|--requirement)[ =]\s*(\S+)$/.exec(line)?.[1];
    if (other !== undefined) {
      const path = `${folder}${other.replace(/^\.\//, '')}`;
      // One that names itself ends here.
      if (seen.has(path)) return [];
      seen.add(path);
      return requirementsFile(files.get(path) ?? '', path.replace(/[^/]+$/, ''), files, seen);
    }
    const name = requirement.exec(line)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** `dependencies` of PEP 621, or those of Poetry. */
function projectFile(text: string): readonly string[] {
  const project = section(text, 'project');
  const list = /^dependencies\s*=\s*\[([\s\S]*?)\]\s*$/m.exec(project)?.[1] ?? '';
  const named = [...list.matchAll(/(["'])(.+?)\1/g)].flatMap(([, , entry = '']) => requirement.exec(entry)?.[1] ?? []);
  return named.length > 0 ? named : keysOf(text, 'tool.poetry.dependencies').filter((name) => name !== 'python');
}

function keysOf(text: string, table: string): readonly string[] {
  return [...section(text, table).matchAll(/^["']?([A-Za-z0-9._-]+)["']?\s*=/gm)].map(([, name = '']) => name);
}

/** The lines of a table of TOML, up to the next one. */
function section(text: string, table: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() === `[${table}]`);
  if (start === -1) return '';
  const length = lines.slice(start + 1).findIndex((line) => /^\[/.test(line));
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
}

/** PEP 503, "Normalized Names". */
function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
