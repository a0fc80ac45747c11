import { diff } from '../../plan/diff.ts';
import { Failure } from '../../problems/failure.ts';
import type { HostObservation } from '../../promises/observation.ts';
import { parseSockets, socketsCommand } from '../../promises/parse-sockets.ts';
import type { HostManifest, Manifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { readFacts } from '../read-plan.ts';
import { sha256 } from '../sha256.ts';

export interface ObserveRequest {
  readonly transport: Transport;
  readonly manifest: Manifest;
  readonly signal?: AbortSignal | undefined;
  readonly onHost?: ((host: string, state: 'ok' | 'silent') => void) | undefined;
}

const SOCKETS_TIMEOUT_MS = 15_000;

/**
 * Looks at every host, all at the same time: what listens there, and what an apply would change. Changes nothing. A
 * host that does not answer is missing from the result.
 */
export async function observeHosts(request: ObserveRequest): Promise<Map<string, HostObservation>> {
  const { manifest, onHost } = request;
  const found = await Promise.all(
    manifest.hosts.map(async (host) => {
      const observation = await observeHost(host, request);
      onHost?.(host.host, observation === undefined ? 'silent' : 'ok');
      return [host.host, observation] as const;
    }),
  );
  return new Map(found.flatMap(([host, seen]) => (seen === undefined ? [] : [[host, seen] as const])));
}

async function observeHost(manifest: HostManifest, request: ObserveRequest): Promise<HostObservation | undefined> {
  const looks = await Promise.allSettled([readSockets(manifest.host, request), readFacts(manifest, request)]);
  request.signal?.throwIfAborted();
  const [sockets, facts] = looks;
  if (sockets.status === 'fulfilled' && facts.status === 'fulfilled') {
    return { sockets: sockets.value, plan: diff(manifest, facts.value, sha256) };
  }
  const unexpected = looks.find((look) => look.status === 'rejected' && !isOfTheWorld(look.reason));
  if (unexpected?.status === 'rejected') throw unexpected.reason;
  return undefined;
}

async function readSockets(host: string, { transport, signal }: ObserveRequest) {
  const answer = await transport.run(host, { argv: socketsCommand, timeoutMs: SOCKETS_TIMEOUT_MS, signal });
  if (answer.exitCode !== 0) {
    throw new Failure({
      ...{ step: 'see what listens', host, command: socketsCommand, exitCode: answer.exitCode },
      reason: 'ss failed',
      stderrTail: answer.stderr.trim(),
      changed: 'Nothing was changed.',
      next: 'look at the host, then run the same command again.',
    });
  }
  return parseSockets(answer.stdout);
}

function isOfTheWorld(error: unknown): boolean {
  return error instanceof TransportFailure || error instanceof Failure;
}
