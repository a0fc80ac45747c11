import type { DjangoDeclaration, FlaskDeclaration } from '../../declaration/frameworks.ts';

export const frameworks = ['node', 'flask', 'django', 'command'] as const;
export type Framework = (typeof frameworks)[number];

/**
 * The files of a project, by their path in it. The text is there for those that may tell something; of others it is empty.
 */
export type ProjectFiles = ReadonlyMap<string, string>;

/** What is handed to `node()`, `flask()`, `django()` or `command()`. */
export type Arguments = Partial<DjangoDeclaration & FlaskDeclaration>;

/** What one look at a project brings: a part of the declaration, and what there is to say about it. */
export interface Clue {
  readonly app?: Arguments;
  readonly found?: readonly Evidence[];
  /** What was taken to be so without being seen. */
  readonly assumed?: readonly string[];
  /** What the files do not say, and somebody has to. */
  readonly unknown?: readonly string[];
}

export interface Evidence {
  readonly file: string;
  readonly says: string;
}

export interface Finding extends Required<Clue> {
  readonly framework: Framework;
}

/** Clues of later ones count for more. */
export function joinClues(framework: Framework, clues: readonly Clue[]): Finding {
  return {
    framework,
    app: mergeArguments(clues.map(({ app = {} }) => app)),
    found: clues.flatMap(({ found = [] }) => found),
    assumed: clues.flatMap(({ assumed = [] }) => assumed),
    unknown: clues.flatMap(({ unknown = [] }) => unknown),
  };
}

function mergeArguments(parts: readonly Arguments[]): Arguments {
  const { environment: _environment, packages: _packages, ...rest } = Object.assign({}, ...parts) as Arguments;
  const environment = Object.assign({}, ...parts.map((part) => part.environment ?? {})) as Record<string, string>;
  const packages = parts.flatMap((part) => part.packages ?? []);
  return {
    ...rest,
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
    ...(packages.length === 0 ? {} : { packages: [...new Set(packages)].sort() }),
  };
}

/** Paths that end so, those nearest to the top first. */
export function pathsEnding(files: ProjectFiles, ending: RegExp): readonly string[] {
  const paths = [...files.keys()].filter((path) => ending.test(path));
  return paths.sort((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1));
}

const depth = (path: string) => path.split('/').length;

/** Whether there is a file below this directory. */
export function hasDirectory(files: ProjectFiles, directory: string): boolean {
  return [...files.keys()].some((path) => path.startsWith(`${directory}/`));
}
