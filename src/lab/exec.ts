import { spawn } from 'node:child_process';
import { LabFailure } from './failure.ts';

export interface RunOptions {
  /** After this many milliseconds the child gets SIGKILL and the run counts as failed. */
  timeoutMs?: number;
  /** Aborting ends the child; the promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** What an abort sends to the child. */
  abortWith?: NodeJS.Signals;
  stdin?: string;
  /** Working directory of the child; ours without it. */
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Called with each complete line of stdout and stderr as it comes. */
  onLine?: (line: string) => void;
}

export interface RunResult {
  /** 128 plus the signal's number is not used: a child ended by a signal has `exitCode` -1 and `endedBy` set. */
  exitCode: number;
  endedBy: NodeJS.Signals | undefined;
  timedOut: boolean;
  stdout: string;
  stderr: string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** Output beyond this is dropped from the front: no command of the lab has a longer answer that matters. */
const OUTPUT_CHARACTERS_MAX = 4_000_000;
const STDERR_TAIL_LINES = 12;
/** How long the pipes may stay open after the exit, held by a background child such as an SSH ControlMaster. */
const DRAIN_MS = 250;

/** Runs a command to its end and returns whatever it answered; only a command that cannot start, or an abort, rejects. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [command, ...rest] = argv as [string, ...string[]];
  const { signal, stdin, onLine } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = spawn(command, rest, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A root shell made by plain `su` has no sbin in its path, and ip and nft are there.
      env: { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C', ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const onAbort = () => void child.kill(options.abortWith ?? 'SIGTERM');
    signal?.addEventListener('abort', onAbort, { once: true });
    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr, onLine);
    child.stdin.on('error', () => undefined); // a child that does not read its input is no failure of ours
    child.stdin.end(stdin ?? '');

    let settled = false;
    const settle = (finish: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      finish();
    };
    child.on('error', (error) => settle(() => reject(error)));
    const finish = (code: number | null, endedBy: NodeJS.Signals | null) =>
      settle(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        if (signal?.aborted) return reject(signal.reason);
        resolve({
          exitCode: code ?? -1,
          endedBy: endedBy ?? undefined,
          timedOut,
          stdout: stdout(),
          stderr: stderr(),
        });
      });
    child.on('close', finish);
    child.on('exit', (code, endedBy) => setTimeout(finish, DRAIN_MS, code, endedBy).unref());
  });
}

/** What a failed command leaves behind and what to do about it, for the message. */
export interface FailureHints {
  step: string;
  changed: string;
  next: string;
  host?: string | undefined;
}

/** Like `run`, but every exit code except 0 is a LabFailure. Returns stdout. */
export async function runOrFail(
  argv: readonly string[],
  hints: FailureHints,
  options: RunOptions = {},
): Promise<string> {
  let result: RunResult;
  try {
    result = await run(argv, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new LabFailure({ ...hints, reason: `${argv[0]} could not be started`, command: argv }, { cause: error });
  }
  if (result.exitCode === 0 && !result.timedOut) return result.stdout;
  throw new LabFailure({
    ...hints,
    reason: result.timedOut
      ? `it took longer than ${(options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000} s and was ended`
      : `${argv[0]} failed`,
    command: argv,
    exitCode: result.exitCode,
    stderrTail: lastLines(result.stderr.trim() || result.stdout.trim()),
  });
}

/** The end of a text, short enough for a message. */
export function lastLines(text: string, count = STDERR_TAIL_LINES): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

function collect(stream: NodeJS.ReadableStream, onLine: ((line: string) => void) | undefined): () => string {
  let text = '';
  let partial = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(-OUTPUT_CHARACTERS_MAX);
    if (onLine === undefined) return;
    const lines = (partial + chunk).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  return () => text;
}
