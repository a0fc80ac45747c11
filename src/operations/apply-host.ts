import { setTimeout as sleep } from 'node:timers/promises';
import { applyExitCodes, CONFIRM_LIMIT_SECONDS } from '../plan/apply-limits.ts';
import { renderApplyLists, renderApplyScript } from '../plan/apply-script.ts';
import { hostLayout } from '../plan/host-layout.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { HostManifest } from '../services/manifest.ts';
import type { RunResult, Transport } from '../transport/transport.ts';
import { TransportFailure } from '../transport/transport-failure.ts';
import { describeApplyFailure } from './apply-failure.ts';
import { readApplyProgram } from './apply-program.ts';
import { followProgress } from './apply-progress.ts';
import type { HostState, OnApplyEvent } from './events.ts';
import { sha256 } from './sha256.ts';
import { stageArchive } from './stage-archive.ts';

export interface ApplyHostRequest {
  readonly transport: Transport;
  readonly manifest: HostManifest;
  readonly plan: HostPlan;
  readonly releaseFiles: ReadonlyMap<string, string>;
  readonly run: string;
  readonly who: string;
  /** Texts that no message may show. */
  readonly secrets?: readonly string[] | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The script's own limits add up to less than this, but for a host that has stopped. */
const APPLY_TIMEOUT_MS = 20 * 60_000;
const CONFIRM_TIMEOUT_MS = 20_000;
const CONFIRM_PAUSE_MS = 300;

/**
 * Unpacks what comes on stdin into a directory on memory, readable by root alone, and lets the script in it take over.
 * A stream that ends early leaves nothing.
 */
const receive = [
  `umask 077; stage=${hostLayout.stages}/$1; mkdir -p ${hostLayout.stages} && mkdir "$stage" || exit ${applyExitCodes.noStage}`,
  'if tar -C "$stage" -xf - && [ -f "$stage/apply.sh" ]; then exec sh "$stage/apply.sh"; fi',
  `rm -rf "$stage"; exit ${applyExitCodes.cutOff}`,
].join('\n');

/**
 * Carries out one host's plan in one round trip.
 * @throws Failure that says what the host looks like now.
 */
export async function applyHost(request: ApplyHostRequest): Promise<void> {
  const { transport, manifest, plan, run, onEvent, signal } = request;
  const { host } = plan;
  const tell = (state: HostState) => onEvent?.({ kind: 'host', host, state });
  tell('sending');
  const confirmations: Promise<unknown>[] = [];
  const progress = followProgress(plan, onEvent, () => confirmations.push(confirm(request)));
  const script = renderApplyScript(manifest, plan, { id: run, who: request.who, root: '' }, await readApplyProgram());
  const lists = renderApplyLists(manifest, plan, sha256);
  const input = stageArchive({ manifest, plan, lists, script, releaseFiles: request.releaseFiles });
  const argv = ['sh', '-c', receive, 'smartx', run];
  let answer: RunResult | TransportFailure;
  try {
    answer = await transport.run(host, { argv, input, timeoutMs: APPLY_TIMEOUT_MS, onLine: progress.onLine, signal });
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    answer = error;
  } finally {
    await Promise.allSettled(confirmations);
  }
  if (!(answer instanceof TransportFailure) && answer.exitCode === applyExitCodes.done) return tell('changed');
  const { failure, state } = describeApplyFailure(plan, answer, progress.report(), request.secrets ?? []);
  tell(state);
  throw failure;
}

/**
 * Comes in over a connection of its own and says so to the waiting script: the new firewall still lets us in. When this
 * does not get through, the script puts the old one back, and its failure tells the story.
 */
async function confirm({ transport, plan, run }: ApplyHostRequest): Promise<void> {
  const argv = ['touch', `${hostLayout.stages}/${run}/confirmed`];
  // Not ended by ctrl-C: the change is made, and without this it would be unmade again.
  const request = { argv, timeoutMs: CONFIRM_TIMEOUT_MS, newConnection: true };
  const deadline = performance.now() + CONFIRM_LIMIT_SECONDS * 1000;
  // More than once, because sshd refuses connections for a moment while it reloads.
  while (performance.now() < deadline) {
    try {
      await transport.run(plan.host, request);
      return;
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
    }
    await sleep(CONFIRM_PAUSE_MS);
  }
}
