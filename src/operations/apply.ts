import { type HostPlan, needsPreparation } from '../plan/plan.ts';
import { planWaves } from '../plan/waves.ts';
import type { Platform } from '../platform/platform.ts';
import { combineFailures, Failure } from '../problems/failure.ts';
import type { HostManifest, Manifest } from '../services/manifest.ts';
import type { Transport } from '../transport/transport.ts';
import { applyHost } from './apply-host.ts';
import type { OnApplyEvent } from './events.ts';
import type { PlatformPlan } from './read-plan.ts';
import { settleAll } from './settle-all.ts';

export interface ApplyRequest {
  readonly transport: Transport;
  readonly manifest: Manifest;
  readonly plan: PlatformPlan;
  /** Says which hosts stand in for each other, so that they are not disturbed at the same time. */
  readonly platform: Pick<Platform, 'hosts'>;
  /** Packed releases by name: paths of gzipped tars. */
  readonly releaseFiles: ReadonlyMap<string, string>;
  /** Id of this run: letters, digits and dashes. */
  readonly run: string;
  readonly who: string;
  /** Texts that no message may show. */
  readonly secrets?: readonly string[] | undefined;
  /** Hosts that go last when something has to be restarted, such as the database's primary. */
  readonly last?: readonly string[] | undefined;
  /** Between two waves: resolves when the platform is well again. */
  readonly gate?: ((justChanged: readonly string[]) => Promise<void>) | undefined;
  /**
   * Whether the platform is well now, asked once before anything that runs is disturbed. Where it is not, the gate is
   * left open: what is being applied may be the very thing that makes it well.
   */
  readonly isWell?: (() => Promise<boolean>) | undefined;
  /**
   * Installs what a host lacks, and tells what is left to do there: packages bring files and accounts of their own.
   * Without it a plan that installs something is refused.
   */
  readonly prepare?: ((manifest: HostManifest, plan: HostPlan) => Promise<HostPlan>) | undefined;
  /** Wraps the work on one host: what has to be done before it is disturbed, and undone afterwards. */
  readonly around?: ((plan: HostPlan, work: () => Promise<void>) => Promise<void>) | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ApplyOutcome {
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Carries out a plan: hosts of one wave at the same time, and the next wave only when all of them are well. With
 * nothing to do it does not even connect.
 * @throws Failure that names every host that failed; hosts of later waves are untouched.
 */
export async function apply(request: ApplyRequest): Promise<ApplyOutcome> {
  const { plan, onEvent, signal } = request;
  if (request.prepare === undefined) refuseMissing(plan);
  const waves = planWaves(plan.hosts, {
    rolesOf: (host) => request.platform.hosts.find((one) => one.name === host)?.roles ?? [],
    last: request.last,
  });
  const gate = waves.length > 1 && (await (request.isWell?.() ?? true)) ? request.gate : undefined;
  const changed: string[] = [];
  const unchanged = plan.hosts.filter((host) => host.steps.length === 0).map((host) => host.host);
  for (const host of unchanged) onEvent?.({ kind: 'host', host, state: 'unchanged' });
  for (const [index, { hosts }] of waves.entries()) {
    signal?.throwIfAborted();
    onEvent?.({ kind: 'wave', number: index + 1, count: waves.length, hosts });
    const failures = await applyWave(hosts, request);
    signal?.throwIfAborted();
    const later = waves.slice(index + 1).flatMap((wave) => wave.hosts);
    if (failures.length > 0) {
      for (const host of later) onEvent?.({ kind: 'host', host, state: 'skipped' });
      throw withOtherHosts(combineFailures(failures), changed, later);
    }
    changed.push(...hosts);
    if (later.length > 0) await gate?.(hosts);
  }
  return { changed, unchanged };
}

/**
 * Hosts of a wave lean on each other: an application waits for its database. So all of them have what they need before
 * the first one begins, and where one cannot have it, none is changed.
 */
async function applyWave(hosts: readonly string[], request: ApplyRequest): Promise<readonly Failure[]> {
  const wave = hosts.map((host) => ({ manifest: manifestOf(request, host), plan: planOf(request, host) }));
  const prepared = await settleAll(wave.map(({ manifest, plan }) => prepareOne(request, manifest, plan)));
  if (prepared.failures.length > 0) return prepared.failures;
  const work = prepared.values.map((plan) => applyOne(request, manifestOf(request, plan.host), plan));
  return (await settleAll(work)).failures;
}

async function prepareOne(request: ApplyRequest, manifest: HostManifest, plan: HostPlan): Promise<HostPlan> {
  const { prepare } = request;
  return prepare !== undefined && needsPreparation(plan) ? prepare(manifest, plan) : plan;
}

async function applyOne(request: ApplyRequest, manifest: HostManifest, plan: HostPlan): Promise<void> {
  const work = () => applyHost({ ...request, manifest, plan });
  if (plan.steps.length > 0) return request.around === undefined ? work() : request.around(plan, work);
  request.onEvent?.({ kind: 'host', host: plan.host, state: 'changed' });
}

function manifestOf({ manifest }: ApplyRequest, name: string): HostManifest {
  const found = manifest.hosts.find(({ host }) => host === name);
  if (found === undefined) throw new Error(`${name} is in the plan but not in the manifest`);
  return found;
}

function planOf({ plan }: ApplyRequest, name: string): HostPlan {
  return plan.hosts.find(({ host }) => host === name)!;
}

function withOtherHosts(failure: Failure, changed: readonly string[], later: readonly string[]): Failure {
  const sentences = [
    failure.changed,
    ...(changed.length > 0 ? [`Changed before: ${changed.join(', ')}.`] : []),
    ...(later.length > 0 ? [`Not touched: ${later.join(', ')}.`] : []),
  ];
  return new Failure({ ...failure, changed: sentences.join(' ') });
}

/** Machines of a lab come with everything; what they lack nobody brings. */
function refuseMissing(plan: PlatformPlan): void {
  const failures = plan.hosts.flatMap(({ host, steps }) => {
    const names = steps.flatMap((step) => (step.kind === 'package' || step.kind === 'runtime' ? [step.name] : []));
    if (names.length === 0) return [];
    const reason = `missing on the host: ${names.join(', ')}`;
    const next = 'smartx down and smartx up make the machine anew.';
    return [new Failure({ step: 'apply the plan', host, reason, changed: 'Nothing was changed.', next })];
  });
  if (failures.length > 0) throw combineFailures(failures);
}
