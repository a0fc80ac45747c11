import { Command, InvalidArgumentError } from 'commander';
import { addApply } from './apply.ts';
import { addCheck } from './check.ts';
import { addCompletion } from './completion.ts';
import { addDashboard } from './dashboard.ts';
import { addDb } from './db.ts';
import { addDeploy, addRollback } from './deploy.ts';
import { addDown } from './down.ts';
import { addDrill } from './drill.ts';
import { addExplain } from './explain.ts';
import { addExport } from './export.ts';
import { addGraph } from './graph.ts';
import { addInit } from './init.ts';
import { defaultEnvironment } from './invocation.ts';
import { addLogs } from './logs.ts';
import { addPlan } from './plan.ts';
import { addReleases } from './releases.ts';
import { addRender } from './render.ts';
import { addScale } from './scale.ts';
import { addSecrets } from './secrets.ts';
import { addSsh } from './ssh.ts';
import { addStatus } from './status.ts';
import { addUp } from './up.ts';
import { addVerify } from './verify.ts';
import { version } from './version.ts';

/** The whole command line. Building it must stay cheap: each command imports what it needs when it runs. */
export function buildProgram(): Command {
  const program = new Command('smartx');
  program
    .description('One typed declaration becomes a highly available web platform.')
    .usage('COMMAND [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--env <name>', 'environment of the declaration', parseEnvironment, defaultEnvironment)
    .option('--config <file>', 'declaration (default: smartx.config.ts here or in a directory above)')
    .option('--json', 'one JSON document on stdout')
    .option('--yes', 'ask nothing')
    .option('--ask-sudo-password', 'on servers: ask for the password of sudo')
    .option('--sudo-password-file <file>', 'on servers: its first line is the password of sudo')
    .option('-v, --verbose', 'tell more')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .configureHelp({ showGlobalOptions: true })
    // Errors are rendered in one place, main.ts, after commander has thrown them.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}

/** It names directories, interfaces and machines; the same rule as for the names in a declaration. */
function parseEnvironment(name: string): string {
  if (/^[a-z][a-z0-9-]{0,15}$/.test(name)) return name;
  throw new InvalidArgumentError('A name is a lower-case letter and up to 15 letters, digits or hyphens.');
}

const commands = [
  addInit,
  addCheck,
  addRender,
  addPlan,
  addApply,
  addUp,
  addDown,
  addScale,
  addDeploy,
  addRollback,
  addReleases,
  addStatus,
  addVerify,
  addDrill,
  addSsh,
  addLogs,
  addDashboard,
  addDb,
  addSecrets,
  addGraph,
  addExport,
  addExplain,
  addCompletion,
] as const;
