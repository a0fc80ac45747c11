import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compile } from '../compile.ts';
import type { HostFacts } from '../plan/facts.ts';
import type { Platform } from '../platform/platform.ts';
import { siteNameOf } from '../platform/site-name.ts';
import type { HostManifest, Manifest } from '../services/manifest.ts';
import { type ConvergeEvent, converge } from './converge.ts';
import { pathsOf } from './environment-paths.ts';
import { gatherMaterials } from './materials.ts';
import { chooseHosts, describePlan, type PlannedHost } from './plan/plan-environment.ts';
import { type PlatformPlan, readHostPlan, readPlan } from './read-plan.ts';
import { recordedRun } from './recorded-run.ts';
import { prepareHost } from './servers/prepare-host.ts';
import { serverPlanning } from './servers/server-planning.ts';
import { readVersionLock, versionLockFile, withInstalled, writeVersionLock } from './servers/version-lock.ts';
import { type Credentials, transportOf } from './transport-of.ts';

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
  /** Whether to go on, once everybody knows what would happen. */
  readonly confirm: (hosts: readonly PlannedHost[]) => Promise<boolean>;
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
  const { platform, credentials, signal, onEvent, who } = request;
  const { materials, releases } = await gather(request);
  const manifest = chooseHosts(compile(platform, materials), request.only);
  const transport = await transportOf(platform, credentials);
  const facts = new Map<string, HostFacts>();
  const planning = await serverPlanning({ platform, transport, signal }, facts);
  const onApplyEvent = (event: (ConvergeEvent & { kind: 'apply' })['event']) => onEvent({ kind: 'apply', event });
  const reading = { transport, signal, ...planning };
  const plan = await readPlan({ ...reading, manifest, onEvent: onApplyEvent });
  if (isBusy(plan) && !(await request.confirm(await describePlan(plan, { manifest, materials, transport, signal })))) {
    return resultOf(platform, { applied: false, changed: [], lockFile: undefined });
  }
  const prepare = async (host: HostManifest, hostPlan: PlatformPlan['hosts'][number]) => {
    await prepareHost({ transport, platform, manifest: host, plan: hostPlan, who, signal, onEvent: onApplyEvent });
    return readHostPlan(host, reading);
  };
  const { changed } = await converge({ ...request, manifest, materials, releases, transport, plan, prepare });
  return resultOf(platform, { applied: true, changed, lockFile: await lockVersions(platform, manifest, facts) });
}

async function gather({ platform, now, signal, onEvent }: ApplyEnvironmentRequest) {
  const { stateDirectory, caFile, buildsDirectory } = pathsOf(platform);
  const own = dirname(dirname(stateDirectory));
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  // Keys and passwords must not get into a repository by accident.
  await writeFile(join(own, '.gitignore'), '*\n');
  return gatherMaterials({
    platform,
    stateDirectory,
    cacheDirectory: buildsDirectory,
    authorityFile: caFile,
    now,
    signal,
    onBuild: (line) => onEvent({ kind: 'build', line }),
  });
}

function isBusy({ hosts }: PlatformPlan): boolean {
  return hosts.some(({ steps }) => steps.length > 0);
}

/** Whatever was installed now, or was there before anybody locked it, is what the next server gets. */
async function lockVersions(
  platform: Platform,
  manifest: Manifest,
  facts: ReadonlyMap<string, HostFacts>,
): Promise<string | undefined> {
  const file = versionLockFile(platform.directory, platform.environment);
  const wanted = new Set(manifest.hosts.flatMap(({ packages }) => packages));
  const locked = withInstalled(await readVersionLock(file), [...facts.values()], wanted);
  return (await writeVersionLock(file, locked)) ? file : undefined;
}

function resultOf(
  platform: Platform,
  done: { readonly applied: boolean; readonly changed: readonly string[]; readonly lockFile: string | undefined },
): ApplyEnvironmentResult {
  return {
    environment: platform.environment,
    applied: done.applied,
    changedHosts: done.changed,
    url: `https://${siteNameOf(platform)}/`,
    caFile: pathsOf(platform).caFile,
    virtualAddress: platform.virtualAddress,
    lockFile: done.lockFile,
  };
}
