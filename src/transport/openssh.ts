import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { collectOutput } from './collect-output.ts';
import { quoteCommand } from './quote.ts';
import type { RunRequest, RunResult, Transport } from './transport.ts';
import { TransportFailure } from './transport-failure.ts';

/** sshd allows 10 sessions in one connection (sshd_config(5), MaxSessions); two are left for the operator. */
const CHANNELS_PER_HOST_MAX = 8;
/** Each is a process here; more than this only makes them wait for the processor instead of for us. */
const SSH_PROCESSES_MAX = 64;
const CONNECT_TIMEOUT_SECONDS = 10;
/** A silent connection counts as lost after twice this. */
const KEEPALIVE_SECONDS = 10;
/** How long the pipes may stay open after the exit: a new ControlMaster in the background may still hold them. */
const DRAIN_MS = 250;
/** ssh(1): "ssh exits with the exit status of the remote command or with 255 if an error occurred." */
const SSH_ERROR = 255;
const STDERR_TAIL_CHARACTERS = 2000;

/**
 * The system's OpenSSH, with the settings of one configuration file: it brings agents, jump hosts, known hosts and
 * shared connections for free.
 */
export function openSsh(options: { readonly configFile: string }): Transport {
  const everywhere = pLimit(SSH_PROCESSES_MAX);
  const perHost = new Map<string, LimitFunction>();
  return {
    run(host, request) {
      const channels = perHost.get(host) ?? pLimit(CHANNELS_PER_HOST_MAX);
      perHost.set(host, channels);
      return channels(() => everywhere(() => runOverSsh(sshCommand(options.configFile, host, request), host, request)));
    },
  };
}

/** The argv of one ssh process. */
export function sshCommand(configFile: string, host: string, request: RunRequest): string[] {
  const own = request.newConnection ? ['-o', 'ControlMaster=no', '-o', 'ControlPath=none'] : [];
  return [
    'ssh',
    ...['-F', configFile, '-T', ...own],
    ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_TIMEOUT_SECONDS}`],
    ...['-o', `ServerAliveInterval=${KEEPALIVE_SECONDS}`, '-o', 'ServerAliveCountMax=2'],
    ...['--', host, quoteCommand(request.argv)],
  ];
}

function runOverSsh(argv: readonly string[], host: string, request: RunRequest): Promise<RunResult> {
  const { signal, timeoutMs } = request;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    // A process group of its own: ctrl-C in the terminal is ours to handle, it must not cut the connection by itself.
    const child = spawn(argv[0] as string, argv.slice(1), { stdio: 'pipe', detached: true });
    const stdout = collectOutput(child.stdout, request.onLine);
    const stderr = collectOutput(child.stderr, undefined);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const onAbort = () => void child.kill('SIGTERM');
    signal?.addEventListener('abort', onAbort, { once: true });
    let inputError: unknown;
    feed(child.stdin, request.input).catch((error: unknown) => {
      inputError = error;
      child.kill('SIGTERM');
    });

    let settled = false;
    const settle = (finish: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      finish();
    };
    const lost = (kind: 'unreachable' | 'timeout', reason: string, exitCode: number | undefined) =>
      reject(
        new TransportFailure({
          ...{ host, kind, reason, exitCode, command: request.argv },
          stderrTail: stderr().trim().slice(-STDERR_TAIL_CHARACTERS),
        }),
      );
    const finish = (code: number | null) =>
      settle(() => {
        if (signal?.aborted) return reject(signal.reason);
        if (inputError !== undefined) return reject(inputError);
        if (timedOut) return lost('timeout', `no answer within ${timeoutMs / 1000} s`, undefined);
        if (code === null) return lost('unreachable', 'the connection was ended from outside', undefined);
        if (code === SSH_ERROR) return lost('unreachable', 'the SSH connection could not be made, or broke', code);
        resolve({ exitCode: code, stdout: stdout(), stderr: stderr() });
      });
    child.on('error', (error) => settle(() => lost('unreachable', `ssh did not start: ${error.message}`, undefined)));
    child.on('close', finish);
    child.on('exit', (code) => setTimeout(finish, DRAIN_MS, code));
  });
}

/** Rejects when the source fails; a command that does not read all of its input says so by its exit code. */
async function feed(stdin: NodeJS.WritableStream, input: RunRequest['input']): Promise<void> {
  if (input === undefined || typeof input === 'string') {
    stdin.on('error', () => undefined);
    stdin.end(input ?? '');
    return;
  }
  try {
    await pipeline(Readable.from(input), stdin);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') throw error;
  }
}
