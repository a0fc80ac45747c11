import { parseCommand } from '../../declaration/command.ts';
import type { ProjectFiles } from './finding.ts';
import type { PackageJson } from './package-json.ts';
import { asCommand, processType } from './procfile.ts';

export interface NodeStart {
  readonly command: string | readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly file: string;
  readonly says: string;
  readonly assumed: readonly string[];
}

/** From the script `start`, else `web:` of a Procfile, else what npm would start, else `main`. */
export function readNodeStart(files: ProjectFiles, json: PackageJson | undefined): NodeStart | undefined {
  const script = json?.scripts.start;
  if (script !== undefined) return fromScript(script);
  const web = processType(files, 'web');
  if (web !== undefined)
    return { ...plain, command: asCommand(web), file: 'Procfile', says: `it is started by: ${web}` };
  const file = ['server.js', json?.main?.replace(/^\.\//, ''), 'src/main.ts', 'app.js', 'index.js', 'main.js'].find(
    (name) => name !== undefined && files.has(name),
  );
  if (file === undefined) return undefined;
  const says = 'it is taken to start it: package.json has no script `start`';
  return { ...plain, command: `node ${file}`, file, says };
}

const plain = { environment: {}, assumed: [] } as const;

/**
 * The command itself where no shell is needed: npm between systemd and Node would be one more process that has to hand
 * on the signal to stop.
 */
function fromScript(script: string): NodeStart {
  const says = `it is started by: ${script}`;
  const { environment, line } = takeAssignments(script.replace(/^(?:npx )?cross-env /, ''));
  const words = parseCommand(line);
  const file = 'package.json';
  if (!words.ok || /^(?:npm|npx|yarn|pnpm|nodemon|tsx|ts-node|bun|deno)$/.test(words.value[0]!)) {
    return {
      ...plain,
      command: 'npm start',
      file,
      says,
      assumed: ['npm hands the signal to stop on to what it starts'],
    };
  }
  const program = words.value[0]!;
  const own = program === 'node' || program.includes('/') ? line : `node_modules/.bin/${line}`;
  // It takes PORT from the environment, and not HOST (`next start --help`).
  const command = /^next start\s*$/.test(line) ? `${own.trim()} -H $HOST` : own;
  return { command, environment, file, says, assumed: [] };
}

/** `NODE_ENV=production node server.js`: the shell's assignments belong in the environment. */
function takeAssignments(script: string): { environment: Record<string, string>; line: string } {
  const environment: Record<string, string> = {};
  let line = script.trim();
  for (let match = assignment.exec(line); match !== null; match = assignment.exec(line)) {
    const [whole, name = '', value = ''] = match;
    // Smartx itself says which port, and that this is production.
    if (!['PORT', 'HOST', 'NODE_ENV'].includes(name)) environment[name] = value;
    line = line.slice(whole.length);
  }
  return { environment, line };
}

const assignment = /^([A-Z][A-Z0-9_]*)=([\w./:,-]*)\s+/;
