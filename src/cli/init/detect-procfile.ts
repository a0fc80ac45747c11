import { type Finding, joinClues, type ProjectFiles } from './finding.ts';
import { healthPaths } from './health-paths.ts';
import { asCommand, processType, releaseOf } from './procfile.ts';
import { readsVariables } from './variables.ts';

/** Any other application, whose Procfile says how it is started. */
export function detectProcfile(files: ProjectFiles, sure: boolean): Finding | undefined {
  const web = processType(files, 'web');
  if (web === undefined && !sure) return undefined;
  return joinClues('command', [
    web === undefined
      ? { app: { start: './start' }, unknown: ['what starts it: ./start is written, and must listen on $HOST:$PORT'] }
      : { app: { start: asCommand(web) }, found: [{ file: 'Procfile', says: `it is started by: ${web}` }] },
    {
      unknown: ['which Debian packages that command needs on its hosts: name them in `packages`'],
    },
    releaseOf(files),
    readsVariables(files, /\.(?:py|[cm]?[jt]s|rb|php|go)$/),
    healthPaths(files, /\.(?:py|[cm]?[jt]s|rb|php|go)$/),
  ]);
}
