import type { Command } from 'commander';
import { shellWords } from '../plan/shell-words.ts';
import type { ExitCode } from './exit-codes.ts';
import { ownCommand } from './own-command.ts';
import { choosePaint, type Paint } from './paint.ts';

/** One call of the CLI: the global options and where output goes. Commands read nothing else from the process. */
export interface Invocation {
  readonly environment: string;
  readonly configFile: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
  readonly verbose: boolean;
  /** Whether the password of sudo on servers is to be asked for. */
  readonly askSudoPassword: boolean;
  readonly sudoPasswordFile: string | undefined;
  /** The working directory. */
  readonly directory: string;
  /** Results. */
  readonly out: Output;
  /** Progress and errors. */
  readonly err: Output;
}

export interface Output {
  /** Writes the text and a line end. */
  readonly print: (text: string) => void;
  readonly paint: Paint;
  readonly isTerminal: boolean;
  /** Width of the terminal, 80 where there is none. */
  readonly columns: number;
}

/** How to call a command for the same environment and declaration: `smartx down --env trial`. */
export function sameCommand({ environment, configFile }: Invocation, ...command: readonly string[]): string {
  const config = configFile === undefined ? [] : ['--config', configFile];
  const env = environment === defaultEnvironment ? [] : ['--env', environment];
  return `${ownCommand()} ${shellWords([...command, ...env, ...config])}`;
}

export const defaultEnvironment = 'lab';

/** Turns a command's function into commander's action: builds the invocation and keeps the exit code. */
export function action<Options>(
  run: (invocation: Invocation, options: Options, args: readonly string[]) => Promise<ExitCode>,
) {
  return async (...parameters: unknown[]): Promise<void> => {
    const command = parameters.at(-1) as Command;
    const options = command.optsWithGlobals<GlobalOptions & Options>();
    process.exitCode = await run(readInvocation(options), options, command.args);
  };
}

export interface GlobalOptions {
  readonly env: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly verbose?: boolean;
  readonly askSudoPassword?: boolean;
  readonly sudoPasswordFile?: string;
  readonly color: boolean;
}

/** The same value for code that runs before or after commander, such as the rendering of errors. */
export function readInvocation(options: GlobalOptions): Invocation {
  return {
    environment: options.env,
    configFile: options.config,
    json: options.json ?? false,
    yes: options.yes ?? false,
    verbose: options.verbose ?? false,
    askSudoPassword: options.askSudoPassword ?? false,
    sudoPasswordFile: options.sudoPasswordFile,
    directory: process.cwd(),
    out: toOutput(process.stdout, options.color),
    err: toOutput(process.stderr, options.color),
  };
}

function toOutput(stream: NodeJS.WriteStream, colorWanted: boolean): Output {
  return {
    print: (text) => void stream.write(`${text}\n`),
    paint: choosePaint(colorWanted, stream.isTTY === true, process.env),
    isTerminal: stream.isTTY === true && process.env.TERM !== 'dumb',
    columns: stream.columns ?? 80,
  };
}
