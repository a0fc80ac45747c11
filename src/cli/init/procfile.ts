import { parseCommand } from '../../declaration/command.ts';
import type { Clue, ProjectFiles } from './finding.ts';

/** The command of a process type, as `web: gunicorn shop.wsgi` of a Procfile. */
export function processType(files: ProjectFiles, type: string): string | undefined {
  const line = new RegExp(`^${type}\\s*:\\s*(.+?)\\s*$`, 'm').exec(files.get('Procfile') ?? '');
  return line?.[1];
}

/** What is to be run before a release is used. */
export function releaseOf(files: ProjectFiles): Clue {
  const release = processType(files, 'release');
  if (release === undefined) return {};
  return {
    app: { migrate: asCommand(release) },
    found: [{ file: 'Procfile', says: `a release begins with: ${release}` }],
  };
}

/** A line of a shell as a declaration can have it: as it is when no shell is needed. */
export function asCommand(line: string): string | readonly string[] {
  return parseCommand(line).ok ? line : ['sh', '-c', `exec ${line}`.replace(/^exec (?=.*(?:&&|\|\||[;|]))/, '')];
}
