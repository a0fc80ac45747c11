import { diff } from '../plan/diff.ts';
import type { Pins } from '../plan/diff-installed.ts';
import type { HostFacts } from '../plan/facts.ts';
import { NOT_ROOT_EXIT_CODE, renderFactsScript } from '../plan/facts-script.ts';
import { fingerprintOf } from '../plan/fingerprint.ts';
import { parseFacts } from '../plan/parse-facts.ts';
import type { HostPlan } from '../plan/plan.ts';
import { combineFailures, Failure } from '../problems/failure.ts';
import type { HostManifest, Manifest } from '../services/manifest.ts';
import type { Transport } from '../transport/transport.ts';
import { TransportFailure } from '../transport/transport-failure.ts';
import type { OnApplyEvent } from './events.ts';
import { endOf, reachHost } from './run-on-host.ts';
import { settleAll } from './settle-all.ts';
import { sha256 } from './sha256.ts';

/** What would change on every host, in the manifest's order. A value: nothing of it has happened. */
export interface PlatformPlan {
  readonly hosts: readonly HostPlan[];
  /** Of each host with something to do: a hash of all that its plan was made from. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Hosts that did not answer, and what was tried; empty unless that was allowed. */
  readonly absent: ReadonlyMap<string, Failure>;
}

export interface ReadPlanRequest {
  readonly transport: Transport;
  readonly manifest: Manifest;
  /** Locked versions of the packages of a host that runs this operating system; none without it. */
  readonly pinsFor?: ((os: HostFacts['os']) => Pins) | undefined;
  /** Told of each host's facts before its plan is made from them. @throws Failure when nothing may be done there. */
  readonly onFacts?: ((host: string, facts: HostFacts) => Promise<void>) | undefined;
  /** Whether hosts that do not answer are left out, instead of failing. */
  readonly allowAbsent?: boolean | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Facts are a few lines of text; a host that needs longer than this is in no state to be changed. */
const FACTS_TIMEOUT_MS = 60_000;

/**
 * Compares every host with the manifest, all at the same time, one round trip each. Changes nothing.
 * @throws Failure that names every host whose facts could not be read.
 */
export async function readPlan(request: ReadPlanRequest): Promise<PlatformPlan> {
  const { manifest, onEvent, signal } = request;
  const settled = settleAll(manifest.hosts.map((host) => readHostPlan(host, request)));
  const { values: read, failures } = await settled.finally(() => signal?.throwIfAborted());
  const fatal = failures.filter((failure) => request.allowAbsent !== true || !isAbsence(failure));
  if (fatal.length > 0 || (failures.length > 0 && read.length === 0)) throw combineFailures(failures);
  for (const { plan } of read) onEvent?.({ kind: 'plan', host: plan.host, plan });
  return {
    hosts: read.map(({ plan }) => plan),
    fingerprints: new Map(
      read.flatMap(({ plan, fingerprint }) => (fingerprint === undefined ? [] : [[plan.host, fingerprint]])),
    ),
    absent: new Map(failures.map((failure) => [failure.host ?? '', failure])),
  };
}

/** The host does not answer at all; one that answers and refuses us is something else. */
function isAbsence(failure: Failure): boolean {
  return failure.cause instanceof TransportFailure && failure.cause.kind !== 'refused';
}

/** Compares one host with its manifest. @throws Failure */
export async function readHostPlan(
  manifest: HostManifest,
  request: Omit<ReadPlanRequest, 'manifest'>,
): Promise<{ readonly plan: HostPlan; readonly fingerprint: string | undefined }> {
  const { host } = manifest;
  const tell = (state: 'start' | 'ok' | 'failed') => request.onEvent?.({ kind: 'facts', host, state });
  tell('start');
  try {
    const facts = await readFacts(manifest, request);
    await request.onFacts?.(host, facts);
    tell('ok');
    const plan = diff(manifest, facts, sha256, request.pinsFor?.(facts.os));
    return { plan, fingerprint: plan.steps.length === 0 ? undefined : fingerprintOf(manifest, facts, sha256) };
  } catch (error) {
    tell('failed');
    throw error;
  }
}

/** What one host looks like now. One round trip; read only. */
export async function readFacts(
  manifest: HostManifest,
  { transport, signal }: Pick<ReadPlanRequest, 'transport' | 'signal'>,
): Promise<HostFacts> {
  const { host } = manifest;
  const argv = ['sh', '-s'];
  const words = { step: 'read the facts', changed: 'Nothing was changed.', command: argv };
  const run = { argv, input: renderFactsScript(manifest), timeoutMs: FACTS_TIMEOUT_MS, signal };
  const answer = await reachHost(transport, host, run, words);
  const failed = (reason: string, next = 'look at the host, then run the same command again.') =>
    new Failure({ ...words, host, reason, ...endOf(answer), next });
  if (answer.exitCode === NOT_ROOT_EXIT_CODE) {
    throw failed('the SSH user is not root', 'let SSH log in as root on this host.');
  }
  if (answer.exitCode !== 0) throw failed('the facts script failed');
  try {
    return parseFacts(answer.stdout);
  } catch (error) {
    throw failed((error as Error).message);
  }
}
