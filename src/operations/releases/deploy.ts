import { compile } from '../../compile.ts';
import { refuseForeignLab } from '../../lab/lab.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { Manifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { apply } from '../apply.ts';
import { type ConvergeEvent, converge, releaseFiles } from '../converge.ts';
import { leaveMark, type OwnMark } from '../dashboard/leave-mark.ts';
import { pathsOf } from '../environment-paths.ts';
import type { ApplyEvent } from '../events.ts';
import { gatherMaterials, type MaterialsRequest } from '../materials.ts';
import { readEnvironment } from '../read-environment.ts';
import { type PlatformPlan, readPlan } from '../read-plan.ts';
import { recordedRun } from '../recorded-run.ts';
import { type Credentials, transportOf } from '../transport-of.ts';
import { choosePrevious } from './choose-previous.ts';
import { refuseAbsent } from './refuse-absent.ts';
import { refuseOtherChanges, releaseManifest, uploadPlan, withoutMigrations, withoutOthers } from './release-plan.ts';
import {
  type ReleaseEntry,
  type ReleaseIds,
  readReleaseState,
  releaseIdsOf,
  rememberReleases,
} from './release-state.ts';

export interface DeployRequest {
  readonly platform: Platform;
  /** Folder of the declaration: a lab belongs to one. */
  readonly owner: string;
  readonly what: { readonly kind: 'deploy' } | { readonly kind: 'rollback'; readonly to: string | undefined };
  /** Which applications; the others stay as they are on the hosts. Of a rollback it is one. */
  readonly apps: readonly App[];
  /** True: migrations do not run, as in a rollback. */
  readonly leavesSchema?: boolean;
  /** Id of this run. */
  readonly run: string;
  readonly who: string;
  readonly now: Date;
  readonly credentials?: Credentials | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: DeployEvent) => void;
  /** About what is no part of the release; see leave-mark.ts. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

export type DeployEvent = ConvergeEvent | { readonly kind: 'build'; readonly line: string };

export interface DeployResult {
  readonly environment: string;
  readonly applications: readonly DeployedApplication[];
  /** Of the first application. */
  readonly release: ReleaseIds;
  readonly previous: ReleaseIds | null;
  /** Sorted; empty when the hosts had it already. */
  readonly changedHosts: readonly string[];
  /** Hosts that did not answer and are as they were, sorted. */
  readonly absent: readonly string[];
  /** Of the first application. */
  readonly url: string;
}

export interface DeployedApplication {
  /** Null of the only one. */
  readonly name: string | null;
  readonly release: ReleaseIds;
  /** The one before; null when nobody knows. */
  readonly previous: ReleaseIds | null;
  readonly url: string;
}

/**
 * Puts the present sources, or an earlier release, on every host that carries the application: the archives first, on all
 * of them; then migrations once; then host by host, each without requests meanwhile and proved ready before the next. A
 * host on which the release does not become ready gets its old one back, and the hosts after it are not touched.
 * @throws EnvironmentLocked, Failure with the answer of the release that failed.
 */
export async function deploy(request: DeployRequest): Promise<DeployResult> {
  const { platform, what } = request;
  const { environment } = platform;
  const { journalDirectory } = pathsOf(platform);
  return recordedRun({ ...request, environment, journalDirectory, what: what.kind }, async () => {
    if (platform.provider === 'lab') await refuseForeignLab(environment, request.owner);
    await readEnvironment(platform, `${what.kind} to '${environment}'`, request.credentials);
    return leavingMark(request, () => deployLocked(request));
  });
}

/** A release that failed was on some hosts for a while, and shows in the charts as well. */
async function leavingMark(request: DeployRequest, work: () => Promise<DeployResult>): Promise<DeployResult> {
  const { platform, what, credentials, onWarning } = request;
  const leave = async (kind: OwnMark['kind'], title: string) => {
    const mark = { at: new Date().toISOString(), kind, title };
    try {
      await leaveMark({ platform, transport: await transportOf(platform, credentials), mark, onWarning });
    } catch (error) {
      // Whatever it is: the outcome of the release is told, and not this in its place.
      onWarning?.(
        `The dashboard will not show this ${kind}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  const result = await work().catch(async (error: unknown) => {
    if (error instanceof Failure) await leave(`${what.kind}-failed`, error.message);
    throw error;
  });
  const { applications, changedHosts } = result;
  const names = applications.map(({ name, release: { app } }) => (name === null ? app : `${app} of ${name}`));
  if (changedHosts.length > 0) await leave(what.kind, `release ${names.join(', ')} on ${changedHosts.join(', ')}`);
  return result;
}

/** The same for whoever holds the environment's lock already. */
export async function deployLocked(request: DeployRequest): Promise<DeployResult> {
  const { platform, apps, what, run, who, now, signal, onEvent } = request;
  const { stateDirectory, caFile, buildsDirectory } = pathsOf(platform);
  const transport = await transportOf(platform, request.credentials);
  const histories = await readHistories(platform, stateDirectory);
  const { materials, releases } = await gatherMaterials({
    ...{ platform, stateDirectory, cacheDirectory: buildsDirectory, authorityFile: caFile, now, signal },
    wanted: chooseReleases(request, histories),
    onBuild: (line) => onEvent({ kind: 'build', line }),
  });
  const manifest = releaseManifest({ platform, apps, manifest: compile(platform, materials) });
  const files = releaseFiles(platform, releases);
  const plan = await bring(request, transport, manifest, files);
  const absent = new Set(plan.absent.keys());
  const { changed } = await converge({ ...request, manifest, materials, releases, transport, plan, absent });
  const about = { when: now.toISOString(), who, run, what: what.kind };
  await rememberReleases(stateDirectory, { apps, platform, materials }, about);
  const applications = apps.map((app) => ({
    name: app.name ?? null,
    release: releaseIdsOf(platform, app, materials),
    previous: histories.get(app.id)?.[0]?.ids ?? null,
    url: `https://${app.hostNames[0]}${app.path}`,
  }));
  const { environment } = platform;
  const { release, previous, url } = applications[0]!;
  const hosts = { changedHosts: changed, absent: [...absent].sort() };
  return { environment, applications, release, previous, ...hosts, url };
}

type Histories = ReadonlyMap<string, readonly ReleaseEntry[]>;

async function readHistories({ apps }: Platform, stateDirectory: string): Promise<Histories> {
  const read = apps.map(async (app) => [app.id, (await readReleaseState(stateDirectory, app)).history] as const);
  return new Map(await Promise.all(read));
}

/** What is not deployed stays as the hosts have it, whatever has become of its sources. */
function chooseReleases({ platform, apps, what }: DeployRequest, histories: Histories): MaterialsRequest['wanted'] {
  const chosen = platform.apps.map(({ id }) => {
    const history = histories.get(id) ?? [];
    if (!apps.some((app) => app.id === id)) return [id, history[0]?.ids] as const;
    return [id, what.kind === 'deploy' ? 'sources' : choosePrevious(history, what.to)] as const;
  });
  return Object.fromEntries(chosen);
}

/** Brings the archives to all hosts at once, where nothing uses them yet, and returns what is left to do. */
async function bring(
  { platform, apps, what, leavesSchema = what.kind === 'rollback', run, who, signal, onEvent }: DeployRequest,
  transport: Transport,
  manifest: Manifest,
  releaseFiles: ReadonlyMap<string, string>,
): Promise<PlatformPlan> {
  const onApplyEvent = (event: ApplyEvent) => onEvent({ kind: 'apply', event });
  // A host that has not answered once is not waited for a second time.
  const read = async (known: PlatformPlan['absent']) => {
    const present = { hosts: manifest.hosts.filter(({ host }) => !known.has(host)) };
    const seen = await readPlan({ transport, manifest: present, allowAbsent: true, onEvent: onApplyEvent, signal });
    const plan = { ...seen, absent: new Map([...known, ...seen.absent]) };
    refuseAbsent({ platform, apps, kind: what.kind }, plan);
    refuseOtherChanges(plan, platform.provider === 'lab' ? 'up' : 'apply');
    const own = withoutOthers(plan, platform, apps);
    return leavesSchema ? withoutMigrations(own, apps) : own;
  };
  const plan = await read(new Map());
  const upload = uploadPlan(plan);
  if (upload.hosts.length === 0) return plan;
  refuseMissingArchives(upload, releaseFiles);
  const request = { transport, manifest, platform, releaseFiles, run, who, signal, onEvent: onApplyEvent };
  await apply({ ...request, plan: upload });
  return read(plan.absent);
}

/** An earlier release that is neither on the hosts nor packed here any more is gone. */
function refuseMissingArchives({ hosts }: PlatformPlan, files: ReadonlyMap<string, string>): void {
  const missing = hosts.flatMap(({ host, steps }) =>
    steps.flatMap((step) =>
      step.kind === 'release' && !files.has(step.name) ? [`${host} lacks ${step.name} ${step.id}`] : [],
    ),
  );
  if (missing.length === 0) return;
  throw new Failure({
    step: 'go back to an earlier release',
    reason: `${missing.join(', ')}, and it is not packed on this machine any more`,
    changed: 'Nothing was changed.',
    next: 'smartx releases shows what the hosts have; check the old sources out and smartx deploy them.',
  });
}
