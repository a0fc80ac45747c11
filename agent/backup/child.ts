import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

const STDERR_CHARACTERS_MAX = 2_000;

/** A child process whose end can be waited for without an unhandled rejection when nobody does. */
export interface Child {
  readonly process: ChildProcess;
  /** Rejects with the end of its stderr when it fails. */
  readonly ended: Promise<void>;
}

/** Starts a command, stderr being collected for its error. Standard input and output are pipes unless said. */
export function startChild([command = '', ...rest]: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  let said = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    said = (said + text).slice(-STDERR_CHARACTERS_MAX);
  });
  // A reader that ends early is told of by its exit code.
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${command} did not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      reject(new Error(`${command} failed (${signal ?? `exit code ${code}`}): ${said.trim() || 'it said nothing'}`));
    });
  });
  ended.catch(() => undefined);
  return { process: child, ended };
}

/** What a command prints, when it succeeds. */
export async function outputOf(argv: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { process: child, ended } = startChild(argv, env === undefined ? {} : { env });
  child.stdin?.end();
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await ended;
  return Buffer.concat(chunks).toString('utf8');
}
