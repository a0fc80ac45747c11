import { detectDjango } from './detect-django.ts';
import { detectFlask } from './detect-flask.ts';
import { detectNode } from './detect-node.ts';
import { detectProcfile } from './detect-procfile.ts';
import type { Finding, Framework, ProjectFiles } from './finding.ts';

/** Says what it finds of its framework; when it is `sure`, also where nothing gives it away. */
export type Detector = (files: ProjectFiles, sure: boolean) => Finding | undefined;

/**
 * In this order: a package.json beside manage.py is most often for the style sheets, and a Procfile tells how to start
 * what the others know better.
 */
const detectors: Readonly<Record<Framework, Detector>> = {
  django: detectDjango,
  flask: detectFlask,
  node: detectNode,
  command: detectProcfile,
};

export interface FoundProject extends Finding {
  /** Where the application is, relative to the declaration. */
  readonly directory: string;
}

/**
 * The applications of a project: the one at its top, or those in the directories below where there is none.
 *
 * @param framework what the operator said that it is
 */
export function detect(files: ProjectFiles, framework?: Framework): readonly FoundProject[] {
  const top = look(withoutProjects(files), framework, false);
  if (top !== undefined) return [{ ...top, directory: '.' }];
  const below = topDirectories(files).flatMap((directory): FoundProject[] => {
    const found = look(inside(files, directory), framework, false);
    return found === undefined ? [] : [{ ...found, directory }];
  });
  if (below.length > 0 || framework === undefined) return below;
  const said = look(files, framework, true);
  return said === undefined ? [] : [{ ...said, directory: '.' }];
}

function look(files: ProjectFiles, framework: Framework | undefined, sure: boolean): Finding | undefined {
  if (framework !== undefined) return detectors[framework](files, sure);
  for (const detector of Object.values(detectors)) {
    const found = detector(files, sure);
    if (found !== undefined) return found;
  }
  return undefined;
}

function topDirectories(files: ProjectFiles): readonly string[] {
  const first = [...files.keys()].filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/')));
  return [...new Set(first)].sort();
}

/** What lies in a directory with a project of its own says nothing about the one around it. */
function withoutProjects(files: ProjectFiles): ProjectFiles {
  const own = topDirectories(files).filter((directory) => marks.some((mark) => files.has(`${directory}/${mark}`)));
  return new Map([...files].filter(([path]) => !own.some((directory) => path.startsWith(`${directory}/`))));
}

const marks = ['manage.py', 'package.json', 'Pipfile', 'Procfile', 'pyproject.toml', 'requirements.txt'];

function inside(files: ProjectFiles, directory: string): ProjectFiles {
  const below = [...files].filter(([path]) => path.startsWith(`${directory}/`));
  return new Map(below.map(([path, text]) => [path.slice(directory.length + 1), text]));
}
