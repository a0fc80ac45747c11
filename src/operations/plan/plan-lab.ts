import type { HostPlan } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import type { OnApplyEvent } from '../events.ts';
import { maskSecrets, secretTexts } from '../mask-secrets.ts';
import { readLab } from '../read-lab.ts';
import { readPlan } from '../read-plan.ts';
import { readTexts } from './read-texts.ts';
import { renderPatch } from './render-patch.ts';

export interface PlanRequest {
  readonly platform: Platform;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
}

/** What an `up` would do to one host, and how its files would look different. */
export interface PlannedHost {
  readonly plan: HostPlan;
  /** Path -> unified diff. Nothing of files that hold secrets, or whose content stays. */
  readonly patches: ReadonlyMap<string, string>;
}

/**
 * Compares a lab with the declaration. Reads, and changes nothing.
 * @throws Failure when it is not up, or a host does not answer.
 */
export async function planLab({ platform, signal, onEvent }: PlanRequest): Promise<readonly PlannedHost[]> {
  const { manifest, materials, transport } = await readLab(platform, `plan the lab '${platform.environment}'`);
  const { hosts } = await readPlan({ transport, manifest, onEvent, signal });
  const secrets = secretTexts(materials);
  return Promise.all(
    hosts.map(async (plan) => {
      const declared = manifest.hosts.find(({ host }) => host === plan.host)!;
      const patches = await readPatches(plan, declared, transport, signal);
      return { plan, patches: new Map([...patches].map(([path, patch]) => [path, maskSecrets(patch, secrets)])) };
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
