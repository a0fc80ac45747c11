import { execFile, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '../..');
const COMMAND_TIMEOUT_MS = 10 * 60_000;

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `smartx status --json` promises. */
export interface StatusDocument {
  readonly environment: string;
  readonly url: string;
  readonly caFile: string;
  readonly virtualAddress: string;
  readonly hosts: readonly {
    readonly name: string;
    readonly roles: readonly string[];
    readonly publicAddress: string | null;
    readonly privateAddress: string;
    readonly state: string;
    readonly services: readonly { readonly name: string; readonly state: string }[];
  }[];
}

/**
 * One environment of one declaration, driven as an operator drives it: by the real CLI.
 * @param config folder of the declaration, from here or absolute
 */
export function operatorOf(config: string, environment: string) {
  const common = ['--config', resolve(import.meta.dirname, config, 'smartx.config.ts'), '--env', environment];
  const smartx = (...args: string[]) => run(join(root, 'smartx'), [...args, ...common]);
  /** Runs a command on a host, as the operator would: `smartx ssh HOST -- …`. */
  const onHost = (host: string, command: string) => run(join(root, 'smartx'), ['ssh', ...common, host, '--', command]);
  const start = (...args: string[]) => spawn(join(root, 'smartx'), [...args, ...common], { stdio: 'ignore' });
  const status = async (): Promise<StatusDocument> => JSON.parse((await must(smartx('status', '--json'))).stdout);
  /** Runs a command as the outside client, who has a leg in the public network only. */
  const asClient = (...argv: string[]) => run('ip', ['netns', 'exec', `smartx_${environment}__client`, ...argv]);
  return { smartx, onHost, start, status, asClient };
}

/** Runs a command to its end; a child that hangs is ended after ten minutes. */
export function run(command: string, args: readonly string[], input?: string): Promise<Answer> {
  return new Promise((done) => {
    const child = execFile(
      command,
      [...args],
      { timeout: COMMAND_TIMEOUT_MS, maxBuffer: 32 << 20, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) =>
        done({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    );
    // A command that ends without reading its input is no failure.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** The answer, if the command succeeded; otherwise an error that shows what it said. */
export async function must(answer: Promise<Answer>): Promise<Answer> {
  const { exitCode, stdout, stderr } = await answer;
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}\nstdout: ${stdout}\nstderr: ${stderr}`);
  return { exitCode, stdout, stderr };
}

/**
 * Asks again until `look` gives a value, for states that the platform reaches by itself. The limit is generous: it
 * ends a hang, it measures nothing.
 */
export async function eventually<T>(what: string, limitMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`${what}: not seen within ${limitMs / 1000} s`);
    await new Promise((resume) => setTimeout(resume, 250));
  }
}
