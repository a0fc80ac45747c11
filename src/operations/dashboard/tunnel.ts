import { request as askHttps } from 'node:https';
import { createServer } from 'node:net';
import { Failure } from '../../problems/failure.ts';
import { lastLines } from '../../process/last-lines.ts';
import { run } from '../../process/run.ts';
import { webHealthPath } from '../../services/local-endpoints.ts';
import type { SshRoute } from '../../transport/openssh.ts';
import { poll } from '../poll.ts';

export interface TunnelRequest {
  readonly host: string;
  readonly route: SshRoute;
  /** On the host's loopback. */
  readonly remotePort: number;
  /** On ours; undefined for one that is free. */
  readonly localPort: number | undefined;
  /** PEM of the authority that signed the host's certificate. */
  readonly authority: string;
  /** Ends the tunnel. */
  readonly signal: AbortSignal;
  /** How long the dashboard may take to answer; 20 seconds without it. */
  readonly answerLimitMs?: number;
}

export interface Tunnel {
  readonly localPort: number;
  /** Rejects with a Failure when the connection is lost, and with the signal's reason when that ends it. */
  readonly closed: Promise<never>;
}

const CONNECT_TIMEOUT_SECONDS = 10;
/** A silent connection counts as lost after three times this. */
const KEEPALIVE_SECONDS = 5;
const ANSWER_LIMIT_MS = 20_000;
const POLL_MS = 50;
/** A tunnel lasts until somebody ends it; Node's timers count up to this. */
const FOREVER_MS = 2 ** 31 - 1;
/** Tried first, so that browsers find again what they know of the address. */
const USUAL_PORT = 9443;

/** A way to the dashboard of a host over ssh(1). Resolves when the dashboard answers through it. @throws Failure */
export async function openTunnel(request: TunnelRequest): Promise<Tunnel> {
  const localPort = request.localPort ?? (await freePort());
  const failed = new AbortController();
  const either = { ...request, signal: AbortSignal.any([request.signal, failed.signal]) };
  const closed = hold(either, localPort);
  // Whoever waits for the answer hears of it; afterwards somebody else does.
  closed.catch(() => undefined);
  try {
    await Promise.race([closed, waitForAnswer(either, localPort)]);
  } catch (error) {
    // Neither ssh nor the wait outlives the other, and Node waits for both.
    failed.abort();
    throw error;
  }
  return { localPort, closed };
}

/** The argv of the ssh process: a connection of its own, since one that is shared would keep the tunnel after us. */
export function tunnelCommand(
  { route: { options, destination }, remotePort }: Pick<TunnelRequest, 'route' | 'remotePort'>,
  localPort: number,
): readonly string[] {
  return [
    ...['ssh', '-N', '-T', '-o', 'ControlMaster=no', '-o', 'ControlPath=none', ...options],
    ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_TIMEOUT_SECONDS}`, '-o', 'ExitOnForwardFailure=yes'],
    ...['-o', `ServerAliveInterval=${KEEPALIVE_SECONDS}`, '-o', 'ServerAliveCountMax=3'],
    ...['-L', `127.0.0.1:${localPort}:127.0.0.1:${remotePort}`, '--', destination],
  ];
}

async function hold(request: TunnelRequest, localPort: number): Promise<never> {
  const argv = tunnelCommand(request, localPort);
  // ctrl-C in the terminal is ours to handle: the tunnel ends with us, and not before.
  const { stderr, exitCode } = await run(argv, { signal: request.signal, timeoutMs: FOREVER_MS, detached: true });
  const isTaken = /Address already in use|cannot listen to port/.test(stderr);
  throw new Failure({
    step: 'keep the way to the dashboard open',
    host: request.host,
    reason: isTaken ? `port ${localPort} of this machine is taken` : 'ssh ended',
    command: argv,
    exitCode,
    stderrTail: lastLines(stderr.trim()),
    changed: 'Nothing was changed.',
    next: isTaken ? 'choose another one with --port.' : 'run the same command again.',
  });
}

/** That the certificate is right is a part of the answer. @throws Failure */
function waitForAnswer({ host, authority, signal, answerLimitMs }: TunnelRequest, localPort: number): Promise<void> {
  return poll({
    look: () => askHealth(localPort, authority).catch((error: Error) => error.message),
    intervalMs: POLL_MS,
    limitMs: answerLimitMs ?? ANSWER_LIMIT_MS,
    failure: (reason) =>
      new Failure({
        step: 'reach the dashboard',
        host,
        reason,
        changed: 'Nothing was changed.',
        next: `see whether it runs: smartx ssh ${host} -- systemctl status smartx-dashboard`,
      }),
    signal,
  });
}

/** Undefined when all is well. */
function askHealth(port: number, ca: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername: 'localhost', path: webHealthPath, ca, timeout: 2_000 };
    const request = askHttps({ ...options, headers: { Host: 'localhost' }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `it answers with ${response.statusCode}`);
    });
    request.on('timeout', () => request.destroy(new Error('it does not answer')));
    request.on('error', reject);
    request.end();
  });
}

async function freePort(): Promise<number> {
  return (await portIfFree(USUAL_PORT)) ?? (await portIfFree(0))!;
}

function portIfFree(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
