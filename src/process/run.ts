import { spawn } from 'node:child_process';
import { collectOutput } from './collect-output.ts';
import { feedInput } from './feed-input.ts';

export interface RunOptions {
  /** After this many milliseconds the child gets SIGKILL; `defaultTimeoutMs` without it. */
  readonly timeoutMs?: number | undefined;
  /** Aborting ends the child; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** What an abort sends to the child; SIGTERM without it. */
  readonly abortWith?: NodeJS.Signals | undefined;
  /** When these chunks fail, the child is ended and the promise rejects with their error. */
  readonly stdin?: string | AsyncIterable<Uint8Array> | undefined;
  /** Working directory of the child; ours without it. */
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** True: a process group of its own, which ctrl-C in the terminal does not reach. */
  readonly detached?: boolean | undefined;
  /** Called with each complete line as it comes, and at the end with what is left without a line end. */
  readonly onLine?: ((line: string, from: 'stdout' | 'stderr') => void) | undefined;
  /** True: stdout is told by `onLine` and not kept, for output that is long or has no end; the result's is empty. */
  readonly linesOnly?: boolean | undefined;
}

export interface RunResult {
  /** 128 plus the signal's number is not used: a child ended by a signal has `exitCode` -1 and `endedBy` set. */
  readonly exitCode: number;
  readonly endedBy: NodeJS.Signals | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export const defaultTimeoutMs = 30_000;
/** How long the pipes may stay open after the exit, held by a background child such as an SSH ControlMaster. */
const DRAIN_MS = 250;

/**
 * Runs a command to its end and returns whatever it answered. Rejects only when it cannot start (`isStartError`), on an
 * abort, and when its input fails.
 */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { signal, onLine } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = start(argv, options);
    const stdout = collectOutput(child.stdout, onLine && ((line) => onLine(line, 'stdout')), !options.linesOnly);
    const stderr = collectOutput(child.stderr, onLine && ((line) => onLine(line, 'stderr')));
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs ?? defaultTimeoutMs);
    const onAbort = () => void child.kill(options.abortWith ?? 'SIGTERM');
    signal?.addEventListener('abort', onAbort, { once: true });
    let input: { readonly error: unknown } | undefined;
    feedInput(child.stdin, options.stdin).catch((error: unknown) => {
      input = { error };
      child.kill('SIGTERM');
    });

    let settled = false;
    const settle = (finish: (texts: { stdout: string; stderr: string }) => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      finish({ stdout: stdout(), stderr: stderr() });
    };
    child.on('error', (error) => settle(() => reject(error)));
    const finish = (code: number | null, endedBy: NodeJS.Signals | null) =>
      settle((texts) => {
        if (signal?.aborted) return reject(signal.reason);
        if (input !== undefined) return reject(input.error);
        resolve({ exitCode: code ?? -1, endedBy: endedBy ?? undefined, timedOut, ...texts });
      });
    child.on('close', finish);
    child.on('exit', (code, endedBy) => setTimeout(finish, DRAIN_MS, code, endedBy).unref());
  });
}

/** Whether a run was rejected because its command could not be started: there is none, or it may not be executed. */
export function isStartError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && ((error as NodeJS.ErrnoException).syscall ?? '').startsWith('spawn');
}

function start(argv: readonly string[], { cwd, env, detached = false }: RunOptions) {
  const [command, ...rest] = argv as [string, ...string[]];
  return spawn(command, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached,
    // A root shell made by plain `su` has no sbin in its path, and ip and nft are there.
    env: { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C', ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
}
