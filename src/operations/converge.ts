import type { HostPlan } from '../plan/plan.ts';
import type { App, Platform } from '../platform/platform.ts';
import { assetsOf } from '../services/assets.ts';
import type { HostManifest, Manifest, Materials } from '../services/manifest.ts';
import type { Transport } from '../transport/transport.ts';
import { apply } from './apply.ts';
import { pathsOf } from './environment-paths.ts';
import type { ApplyEvent } from './events.ts';
import { secretTexts } from './mask-secrets.ts';
import type { PackedRelease } from './pack-release.ts';
import { type PlatformPlan, readPlan } from './read-plan.ts';
import { giveBackServers, rollingRestart } from './rolling-restart.ts';
import { waitForServers } from './wait-for-servers.ts';
import { findWellApps, readPrimaries, waitForDatabase, waitForSite } from './wait-until-well.ts';

export interface ConvergeRequest {
  readonly platform: Platform;
  readonly manifest: Manifest;
  readonly materials: Materials;
  readonly releases: readonly PackedRelease[];
  readonly transport: Transport;
  /** Id of this run. */
  readonly run: string;
  readonly who: string;
  /** What is to be done; without it the hosts are compared first. */
  readonly plan?: PlatformPlan | undefined;
  /** Installs what a host lacks; see apply.ts. */
  readonly prepare?: ((manifest: HostManifest, plan: HostPlan) => Promise<HostPlan>) | undefined;
  /** Applications that the change is about: the others neither hold it up nor are waited for. Default: all. */
  readonly apps?: readonly App[] | undefined;
  /** Hosts that do not answer: nothing is waited for there. */
  readonly absent?: ReadonlySet<string> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: ConvergeEvent) => void;
}

export type ConvergeEvent =
  | { readonly kind: 'apply'; readonly event: ApplyEvent }
  | { readonly kind: 'wait'; readonly what: 'site' | 'database'; readonly state: 'start' | 'ok' };

export interface Converged {
  readonly changed: readonly string[];
}

/**
 * Makes hosts that are reached what their manifest says, in waves that keep the service up. Resolves when the site
 * answers through every tier and the database is whole. The same for labs and servers.
 * @throws Failure; the next run goes on where this one ended.
 */
export async function converge(request: ConvergeRequest): Promise<Converged> {
  const { platform, manifest, materials, transport, signal, onEvent } = request;
  const onApplyEvent = (event: ApplyEvent) => onEvent({ kind: 'apply', event });
  const plan = request.plan ?? (await readPlan({ transport, manifest, onEvent: onApplyEvent, signal }));
  const { absent, apps = platform.apps } = request;
  const wait = { platform, apps, authority: materials.certificates.authority, transport, absent, signal };
  const waiting = async (what: 'site' | 'database', those = apps) => {
    onEvent({ kind: 'wait', what, state: 'start' });
    await (what === 'site' ? waitForSite({ ...wait, apps: those }) : waitForDatabase(wait));
    onEvent({ kind: 'wait', what, state: 'ok' });
  };
  // One that was not well before, a new one for example, is no reason to restart the others without waiting for them.
  let well = apps;
  const rolling = { platform, transport, stateDirectory: pathsOf(platform).stateDirectory, signal };
  await giveBackServers(rolling);
  const { changed } = await apply({
    transport,
    manifest,
    plan,
    platform,
    releaseFiles: releaseFiles(platform, request.releases),
    run: request.run,
    who: request.who,
    secrets: secretTexts(materials),
    // Restarted last, so that the primary's role moves once and not from member to member.
    last: plan.hosts.some(({ steps }) => steps.length > 0) ? await readPrimaries(wait) : [],
    prepare: request.prepare,
    around: rollingRestart(rolling),
    onEvent: onApplyEvent,
    signal,
    isWell: async () => {
      well = await findWellApps(wait);
      return well.length > 0;
    },
    gate: async () => {
      await waitForServers({ platform, apps: well, transport, absent, signal });
      await waiting('database');
      await waiting('site', well);
    },
  });
  await waiting('site');
  await waiting('database');
  return { changed: [...changed].sort() };
}

/** What web hosts have of an application comes from the same archive. */
export function releaseFiles({ apps }: Platform, releases: readonly PackedRelease[]): ReadonlyMap<string, string> {
  const files = new Map(releases.map(({ name, file }) => [name, file]));
  for (const app of apps) {
    const file = files.get(app.id);
    if (file !== undefined) files.set(assetsOf(app).name, file);
  }
  return files;
}
