import { findUnsafe } from '../plan/absent.ts';
import type { Platform } from '../platform/platform.ts';
import { siteNameOf } from '../platform/site-name.ts';
import { Failure } from '../problems/failure.ts';
import { type ConvergeEvent, converge } from './converge.ts';
import { pathsOf } from './environment-paths.ts';
import type { ApplyEvent } from './events.ts';
import { describePlan, type PlannedHost } from './plan/plan-environment.ts';
import type { PlatformPlan } from './read-plan.ts';
import { recordedRun } from './recorded-run.ts';
import { rememberReleases } from './releases/release-state.ts';
import { finishRotation, isRotating } from './secrets/finish-rotation.ts';
import { cleanServers } from './servers/clean-servers.ts';
import { gatherForServers } from './servers/gather-for-servers.ts';
import { handAddressOver, readClaimants, refuseClaimants } from './servers/hand-address-over.ts';
import { rememberServers } from './servers/known-hosts.ts';
import { lookAtServers } from './servers/look-at-servers.ts';
import { lockVersions } from './servers/version-lock.ts';
import type { Credentials } from './transport-of.ts';

export interface ApplyEnvironmentRequest {
  /** Of servers. */
  readonly platform: Platform;
  /** Hosts that are changed; undefined for all of them. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Id of this run. */
  readonly run: string;
  readonly who: string;
  readonly now: Date;
  readonly credentials?: Credentials | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: ApplyEnvironmentEvent) => void;
  /** Fingerprints of a saved plan, by host with something to do: carried out only if nothing has changed since. */
  readonly expected?: ReadonlyMap<string, string> | undefined;
  /** Whether servers that are not declared any more are cleaned. */
  readonly prune: boolean;
  /** Whether packages get the newest versions that there are. */
  readonly upgrade: boolean;
  /** Whether to go on, once everybody knows what would happen; not asked for a saved plan. */
  readonly confirm: (hosts: readonly PlannedHost[], besides: Besides) => Promise<boolean>;
}

/** Servers that nothing is done to, and that somebody should know of. */
export interface Besides {
  /** Not declared any more. */
  readonly undeclared: readonly string[];
  /** Without an answer. */
  readonly absent: readonly string[];
  /** Whether a rotation of the database's passwords was cut off, which this finishes: applications restart. */
  readonly rotating: boolean;
}

export type ApplyEnvironmentEvent = ConvergeEvent | { readonly kind: 'build'; readonly line: string };

export interface ApplyEnvironmentResult {
  readonly environment: string;
  /** False when it was not confirmed. */
  readonly applied: boolean;
  /** Sorted; empty when there was nothing to do. */
  readonly changedHosts: readonly string[];
  readonly url: string;
  readonly caFile: string;
  readonly virtualAddress: string;
  /** The file of locked versions, when this run wrote it. */
  readonly lockFile: string | undefined;
  /** Servers that an earlier apply changed and that are not declared any more, sorted. */
  readonly undeclared: readonly string[];
  /** Servers that did not answer and are as they were. */
  readonly absent: readonly string[];
}

/**
 * Makes servers what the declaration says, after a look at what that means. With nothing to do it changes nothing.
 * @throws EnvironmentLocked, Failure; the next run goes on where this one ended.
 */
export async function applyEnvironment(request: ApplyEnvironmentRequest): Promise<ApplyEnvironmentResult> {
  const { platform } = request;
  const { environment } = platform;
  const { journalDirectory } = pathsOf(platform);
  return recordedRun({ ...request, environment, journalDirectory, what: 'apply' }, () => applyLocked(request));
}

async function applyLocked(request: ApplyEnvironmentRequest): Promise<ApplyEnvironmentResult> {
  const { platform, signal, onEvent, prune } = request;
  const { materials, releases } = await gatherForServers({
    ...request,
    onBuild: (line) => onEvent({ kind: 'build', line }),
  });
  const onApplyEvent = (event: ApplyEvent) => onEvent({ kind: 'apply', event });
  const servers = await lookAtServers({ ...request, materials, onEvent: onApplyEvent });
  const { manifest, transport, plan, leaving, facts } = servers;
  refuseStale(request.expected, plan);
  refuseUnsafe(platform, plan);
  const claimants = await readClaimants(transport, servers.undeclared, signal);
  if (!prune) refuseClaimants(claimants, platform);
  const absent = [...plan.absent.keys()];
  const planned = await describePlan(
    { ...plan, hosts: [...plan.hosts, ...(prune ? leaving.hosts : [])] },
    { manifest: { hosts: [...manifest.hosts, ...leaving.manifest.hosts] }, materials, transport, signal },
  );
  const isWhole = request.only === undefined && absent.length === 0;
  // A saved plan is carried out and nothing else.
  const rotating = isWhole && request.expected === undefined && (await isRotating(platform));
  const isBusy = rotating || planned.some((host) => host.plan.steps.length > 0);
  if (
    isBusy &&
    request.expected === undefined &&
    !(await request.confirm(planned, { undeclared: servers.undeclared, absent, rotating }))
  ) {
    return resultOf(platform, {
      applied: false,
      changed: [],
      lockFile: undefined,
      undeclared: servers.undeclared,
      absent,
    });
  }
  await rememberServers(
    platform,
    manifest.hosts.map(({ host }) => host),
  );
  const { authority } = materials.certificates;
  await handAddressOver(claimants, { platform, authority, transport, absent: new Set(absent), signal }, plan);
  const { changed } = await converge({
    absent: new Set(absent),
    ...request,
    manifest,
    materials,
    releases,
    transport,
    plan,
    prepare: servers.prepare,
  });
  if (isWhole) {
    const { run, who } = request;
    const about = { when: request.now.toISOString(), who, run, what: 'apply' } as const;
    await rememberReleases(pathsOf(platform).stateDirectory, { apps: platform.apps, platform, materials }, about);
  }
  if (prune) await cleanServers({ ...request, transport, leaving, onEvent: onApplyEvent });
  const rotated = rotating ? await finishRotation({ ...request, transport }) : [];
  return resultOf(platform, {
    applied: true,
    changed: [...new Set([...changed, ...rotated, ...(prune ? servers.undeclared : [])])].sort(),
    lockFile: await lockVersions(platform, manifest, facts, servers.locked),
    undeclared: prune ? [] : servers.undeclared,
    absent,
  });
}

/** With a host away, the ones that stand in for it are left alone: what would disturb them waits. */
function refuseUnsafe({ hosts }: Platform, { hosts: plans, absent }: PlatformPlan): void {
  const rolesOf = (name: string) => hosts.find((host) => host.name === name)?.roles ?? [];
  const unsafe = findUnsafe(plans, [...absent.keys()], rolesOf);
  if (unsafe.length === 0) return;
  const sentences = unsafe.map(
    ({ host, absent: away }) => `${host} would be disturbed while ${away.join(', ')} is away`,
  );
  throw new Failure({
    step: 'apply with a host away',
    reason: sentences.join('; '),
    stderrTail: [...absent.values()].map(({ message }) => message).join('\n'),
    changed: 'Nothing was changed.',
    next: 'bring the host back (docs/runbooks/host-down.md), or change the others only: --host NAME.',
  });
}

/** A saved plan is carried out as it was read, or not at all. */
function refuseStale(expected: ReadonlyMap<string, string> | undefined, { fingerprints, hosts }: PlatformPlan): void {
  if (expected === undefined) return;
  const stale = hosts.map(({ host }) => host).filter((host) => expected.get(host) !== fingerprints.get(host));
  const gone = [...expected.keys()].filter((host) => !hosts.some((one) => one.host === host));
  const moved = [...stale, ...gone];
  if (moved.length === 0) return;
  throw new Failure({
    step: 'carry out the saved plan',
    reason: `it is stale: since it was made, ${moved.join(', ')} or what is declared of ${moved.length === 1 ? 'it' : 'them'} has changed`,
    changed: 'Nothing was changed.',
    next: 'make a new one with smartx plan --out FILE, and read it.',
  });
}

type Done = Pick<ApplyEnvironmentResult, 'applied' | 'lockFile' | 'undeclared' | 'absent'>;

function resultOf(platform: Platform, { changed, ...done }: Done & { readonly changed: readonly string[] }) {
  return {
    ...done,
    environment: platform.environment,
    changedHosts: changed,
    url: `https://${siteNameOf(platform)}/`,
    caFile: pathsOf(platform).caFile,
    virtualAddress: platform.virtualAddress,
  };
}
