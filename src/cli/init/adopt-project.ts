import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configFileName } from '../config-file.ts';
import { ownCommand } from '../own-command.ts';
import { UsageError } from '../report/report-thrown.ts';
import { detect, type FoundProject } from './detect.ts';
import type { Framework } from './finding.ts';
import { readProject } from './read-project.ts';
import { renderConfig } from './render-config.ts';

export interface AdoptedProject extends FoundProject {
  readonly files: readonly string[];
}

/**
 * Writes the declaration of an application that is there already, and nothing else.
 * @throws UsageError when there is no telling what it is
 */
export async function adoptProject(directory: string, framework: Framework | undefined): Promise<AdoptedProject> {
  const found = detect(await readProject(directory), framework);
  const [one] = found;
  if (one === undefined) {
    throw new UsageError(
      `${directory} is not empty, and nothing in it tells what application this is. ${lookedFor}`,
      `Say what it is: ${ownCommand()} init --framework command (or django, flask, node); or start anew: ${ownCommand()} init NEW-DIRECTORY`,
    );
  }
  if (found.length > 1) {
    const list = found.map((other) => `${other.directory} (${other.framework})`).join(', ');
    throw new UsageError(
      `${directory} has several applications: ${list}. A declaration is written for one.`,
      `Name its directory: ${ownCommand()} init ${one.directory}; or, where their frameworks differ: --framework ${one.framework}`,
    );
  }
  await writeFile(join(directory, configFileName), renderConfig(one), { flag: 'wx' });
  return { ...one, files: [configFileName] };
}

const lookedFor =
  'Looked for, here and in the directories below: manage.py (Django); Flask in requirements.txt, pyproject.toml, Pipfile or a Python file; a package.json with a script `start` or a file to start (Node); a Procfile with `web:` (any other).';
