import pLimit, { type LimitFunction } from 'p-limit';
import { shellWords } from '../plan/shell-words.ts';
import { isStartError, run } from '../process/run.ts';
import { explainSshError } from './explain-ssh-error.ts';
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

/** How ssh(1) gets to a host. */
export interface SshRoute {
  /** Options that stand before the destination: `-F FILE`, `-J JUMP`. */
  readonly options: readonly string[];
  readonly destination: string;
}

/**
 * The system's OpenSSH, with the settings of one configuration file: it brings agents, jump hosts, known hosts and
 * shared connections for free.
 */
export function openSsh({ configFile }: { readonly configFile: string }): Transport {
  return overSsh((host) => ({ options: ['-F', configFile], destination: host }));
}

/** The system's OpenSSH, each host by its own route. */
export function overSsh(routeTo: (host: string) => SshRoute): Transport {
  const everywhere = pLimit(SSH_PROCESSES_MAX);
  const perHost = new Map<string, LimitFunction>();
  return {
    run(host, request) {
      const channels = perHost.get(host) ?? pLimit(CHANNELS_PER_HOST_MAX);
      perHost.set(host, channels);
      return channels(() => everywhere(() => runOverSsh(sshCommand(routeTo(host), request), host, request)));
    },
  };
}

/** The argv of one ssh process. */
export function sshCommand({ options, destination }: SshRoute, request: Pick<RunRequest, 'argv' | 'newConnection'>) {
  const own = request.newConnection ? ['-o', 'ControlMaster=no', '-o', 'ControlPath=none'] : [];
  return [
    'ssh',
    // ssh keeps the first value that it reads of an option (ssh_config(5)), so our own come first.
    ...['-T', ...own, ...options],
    ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_TIMEOUT_SECONDS}`],
    ...['-o', `ServerAliveInterval=${KEEPALIVE_SECONDS}`, '-o', 'ServerAliveCountMax=2'],
    ...['--', destination, shellWords(request.argv)],
  ];
}

async function runOverSsh(argv: readonly string[], host: string, request: RunRequest): Promise<RunResult> {
  const { signal, timeoutMs, input, onLine, linesOnly } = request;
  const failure = (kind: TransportFailure['kind'], reason: string, stderr: string, more = {}) => {
    const stderrTail = stderr.trim().slice(-STDERR_TAIL_CHARACTERS);
    return new TransportFailure({ host, kind, reason, command: request.argv, stderrTail, ...more });
  };
  const result = await run(argv, {
    timeoutMs,
    signal,
    stdin: input,
    // ctrl-C in the terminal is ours to handle, it must not cut the connection by itself.
    detached: true,
    onLine: onLine && ((line, from) => from === 'stdout' && onLine(line)),
    linesOnly,
  }).catch((error: unknown) => {
    if (isStartError(error)) throw failure('unreachable', `ssh did not start: ${error.message}`, '');
    throw error;
  });
  const { exitCode, endedBy, timedOut, stdout, stderr } = result;
  if (timedOut) throw failure('timeout', `no answer within ${timeoutMs / 1000} s`, stderr);
  if (endedBy !== undefined) throw failure('unreachable', 'the connection was ended from outside', stderr);
  if (exitCode === SSH_ERROR) {
    const { kind, reason, next } = explainSshError(stderr);
    throw failure(kind, reason, stderr, { exitCode, next });
  }
  return { exitCode, stdout, stderr };
}
