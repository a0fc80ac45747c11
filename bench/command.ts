import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Ends the command, and what it started. */
  readonly signal?: AbortSignal | undefined;
}

/** Seconds until the command ends; a command that fails ends the whole measurement, with what it said. */
export async function time(argv: readonly string[], options: CommandOptions = {}): Promise<number> {
  return (await execute(argv, 'ignore', options)).seconds;
}

/** What the command prints, and the seconds until it ends. */
export function read(argv: readonly string[], options: CommandOptions = {}): Promise<Answer> {
  return execute(argv, 'pipe', options);
}

export interface Answer {
  readonly seconds: number;
  readonly stdout: string;
}

function execute(argv: readonly string[], stdout: 'ignore' | 'pipe', options: CommandOptions): Promise<Answer> {
  const { env, signal } = options;
  const [command = '', ...words] = argv;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const started = performance.now();
    // A process group of its own: an abort reaches the workers of a command, and ctrl-C only us.
    const child = spawn(command, words, {
      stdio: ['ignore', stdout, 'pipe'],
      detached: true,
      env: { ...process.env, ...env },
    });
    const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
    signal?.addEventListener('abort', end, { once: true });
    let text = '';
    let said = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      const seconds = (performance.now() - started) / 1000;
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) return reject(signal.reason);
      const failure = new Error(`${argv.join(' ')}: exit code ${code}\n${text}${said}`);
      const settle = () => (code === 0 ? resolve({ seconds, stdout: text }) : reject(failure));
      // What is printed may come after the end; who is not read ends with its exit, whatever it leaves behind.
      if (stdout === 'pipe') child.once('close', settle);
      else settle();
    });
  });
}
