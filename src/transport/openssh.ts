import pLimit, { type LimitFunction } from 'p-limit';
import { shellWords } from '../plan/shell-words.ts';
import { isStartError, run } from '../process/run.ts';
import type { RunRequest, RunResult, Transport } from './transport.ts';
import { TransportFailure } from './transport-failure.ts';

/** sshd allows 10 sessions in one connection (sshd_config(5), MaxSessions); two are left for the operator. */
const CHANNELS_PER_HOST_MAX = 8;
/** Each is a process here; more than this only makes them wait for the processor instead of for us. */
const SSH_PROCESSES_MAX = 64;
const CONNECT_TIMEOUT_SECONDS = 10;
/** A silent connection counts as lost after twice this. */
const KEEPALIVE_SECONDS = 10;
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
    ...['--', host, shellWords(request.argv)],
  ];
}

async function runOverSsh(argv: readonly string[], host: string, request: RunRequest): Promise<RunResult> {
  const { signal, timeoutMs, input, onLine } = request;
  const lost = (kind: 'unreachable' | 'timeout', reason: string, stderr: string, exitCode?: number) => {
    const stderrTail = stderr.trim().slice(-STDERR_TAIL_CHARACTERS);
    return new TransportFailure({ host, kind, reason, exitCode, command: request.argv, stderrTail });
  };
  const result = await run(argv, {
    timeoutMs,
    signal,
    stdin: input,
    // ctrl-C in the terminal is ours to handle, it must not cut the connection by itself.
    detached: true,
    onLine: onLine && ((line, from) => from === 'stdout' && onLine(line)),
  }).catch((error: unknown) => {
    if (isStartError(error)) throw lost('unreachable', `ssh did not start: ${error.message}`, '');
    throw error;
  });
  const { exitCode, endedBy, timedOut, stdout, stderr } = result;
  if (timedOut) throw lost('timeout', `no answer within ${timeoutMs / 1000} s`, stderr);
  if (endedBy !== undefined) throw lost('unreachable', 'the connection was ended from outside', stderr);
  if (exitCode === SSH_ERROR)
    throw lost('unreachable', 'the SSH connection could not be made, or broke', stderr, exitCode);
  return { exitCode, stdout, stderr };
}
