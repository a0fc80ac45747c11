import type { HostPlan } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HostManifest, Manifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import type { OnApplyEvent } from '../events.ts';
import { maskSecrets, secretTexts } from '../mask-secrets.ts';
import { type ReadEnvironment, readBeforeFirstApply, readEnvironment } from '../read-environment.ts';
import { type PlatformPlan, readPlan } from '../read-plan.ts';
import { refuseMissing } from '../secrets/app-secrets.ts';
import { readUndeclared } from '../servers/known-hosts.ts';
import { serverPlanning } from '../servers/server-planning.ts';
import { readLockedVersions } from '../servers/version-lock.ts';
import type { Credentials } from '../transport-of.ts';
import { readTexts } from './read-texts.ts';
import { renderPatch } from './render-patch.ts';

export interface PlanRequest {
  readonly platform: Platform;
  /** Hosts that are compared; undefined for all of them. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly credentials?: Credentials | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
}

/** What an `up` or `apply` would do to one host, and how its files would look different. */
export interface PlannedHost {
  readonly plan: HostPlan;
  /** Path -> unified diff. Nothing of files that hold secrets, or whose content stays. */
  readonly patches: ReadonlyMap<string, string>;
  /** Of all that the plan was made from; undefined where there is nothing to do. */
  readonly fingerprint: string | undefined;
}

export interface PlannedEnvironment {
  readonly hosts: readonly PlannedHost[];
  /** Servers that an earlier apply changed and that are not declared any more, sorted. */
  readonly undeclared: readonly string[];
  /** Servers that did not answer, and why. */
  readonly absent: ReadonlyMap<string, string>;
}

/**
 * Compares an environment with the declaration. Reads, and changes nothing.
 * @throws Failure when a lab is not up, or a host does not answer.
 */
export async function planEnvironment(request: PlanRequest): Promise<PlannedEnvironment> {
  const { platform, only, credentials, signal, onEvent } = request;
  const isLab = platform.provider === 'lab';
  const read = isLab
    ? await readEnvironment(platform, `plan the lab '${platform.environment}'`)
    : await readBeforeFirstApply(platform, credentials);
  const { materials, transport } = read;
  refuseMissing(platform, materials.appSecrets);
  const manifest = chooseHosts(read.manifest, only);
  const more = isLab ? {} : serverPlanning({ platform, transport, signal, locked: await readLockedVersions(platform) });
  const plan = await readPlan({ transport, manifest, onEvent, signal, allowAbsent: !isLab, ...more });
  return {
    hosts: await describePlan(plan, { manifest, materials, transport, signal }),
    undeclared: isLab ? [] : [...(await readUndeclared(platform)).keys()],
    absent: reasonsOf(plan),
  };
}

/** The part of a manifest that is about these hosts. */
export function chooseHosts(manifest: Manifest, only: ReadonlySet<string> | undefined): Manifest {
  return only === undefined ? manifest : { hosts: manifest.hosts.filter(({ host }) => only.has(host)) };
}

export function reasonsOf({ absent }: PlatformPlan): ReadonlyMap<string, string> {
  return new Map([...absent].map(([host, { reason }]) => [host, reason]));
}

/** Adds to each host's plan the lines that differ. One more round trip to hosts whose files would change. */
export async function describePlan(
  { hosts, fingerprints }: PlatformPlan,
  {
    manifest,
    materials,
    transport,
    signal,
  }: Pick<ReadEnvironment, 'manifest' | 'materials' | 'transport'> & { readonly signal?: AbortSignal | undefined },
): Promise<readonly PlannedHost[]> {
  const secrets = secretTexts(materials);
  return Promise.all(
    hosts.map(async (plan) => {
      const declared = manifest.hosts.find(({ host }) => host === plan.host)!;
      const patches = await readPatches(plan, declared, transport, signal);
      const fingerprint = fingerprints.get(plan.host);
      return {
        plan,
        fingerprint,
        patches: new Map([...patches].map(([path, patch]) => [path, maskSecrets(patch, secrets)])),
      };
    }),
  );
}

async function readPatches(
  { host, steps }: HostPlan,
  declared: HostManifest,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const open = steps.flatMap((step) => (step.kind === 'file' && !step.secret ? [step] : []));
  const there = open.filter(({ action }) => action !== 'create').map(({ path }) => path);
  const now = await readTexts({ transport, host, paths: there, signal });
  return new Map(
    open.flatMap(({ path, action }) => {
      // What is there and is no text cannot be shown line by line.
      if (action !== 'create' && !now.has(path)) return [];
      const content = declared.files.find((file) => file.path === path)?.content;
      const patch = renderPatch(path, now.get(path), content);
      return patch === '' ? [] : [[path, patch] as const];
    }),
  );
}
