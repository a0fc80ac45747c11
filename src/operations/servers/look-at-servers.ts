import { compile } from '../../compile.ts';
import type { HostFacts } from '../../plan/facts.ts';
import type { HostPlan } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HostManifest, Manifest, Materials } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import type { OnApplyEvent } from '../events.ts';
import { chooseHosts } from '../plan/plan-environment.ts';
import { type PlatformPlan, readHostPlan, readPlan } from '../read-plan.ts';
import { type Credentials, transportOf } from '../transport-of.ts';
import { emptyManifest, readUndeclared } from './known-hosts.ts';
import { readNewestVersions } from './newest-versions.ts';
import { prepareHost } from './prepare-host.ts';
import { serverPlanning } from './server-planning.ts';
import { type LockedVersions, readLockedVersions, withNewest } from './version-lock.ts';

export interface LookAtServers {
  readonly platform: Platform;
  readonly materials: Materials;
  /** Hosts that are compared; undefined for all of them. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Whether servers that are not declared any more are compared, too. */
  readonly prune: boolean;
  /** Whether packages get the newest versions that the servers' sources have, instead of the locked ones. */
  readonly upgrade: boolean;
  readonly who: string;
  readonly credentials?: Credentials | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
}

export interface SeenServers {
  readonly manifest: Manifest;
  readonly transport: Transport;
  readonly plan: PlatformPlan;
  /** Servers that leave, and what is left to do there; empty without `prune`. */
  readonly leaving: PlatformPlan & { readonly manifest: Manifest };
  /** As they were seen last, by host. */
  readonly facts: ReadonlyMap<string, HostFacts>;
  /** What was locked when the plan was made. */
  readonly locked: LockedVersions;
  /** Servers that an earlier apply changed and that are not declared any more, sorted. */
  readonly undeclared: readonly string[];
  /** See apply.ts. */
  readonly prepare: (manifest: HostManifest, plan: HostPlan) => Promise<HostPlan>;
}

/** All that has to be known before anything is done to servers. Changes nothing. @throws Failure */
export async function lookAtServers(request: LookAtServers): Promise<SeenServers> {
  const { platform, materials, prune, upgrade, who, credentials, signal, onEvent } = request;
  const manifest = chooseHosts(compile(platform, materials), request.only);
  const routes = await readUndeclared(platform);
  const transport = await transportOf(platform, credentials, routes);
  const facts = new Map<string, HostFacts>();
  const before = await readLockedVersions(platform);
  const locked = upgrade ? withNewest(before, await readNewestVersions({ transport, manifest, signal })) : before;
  const reading = { transport, signal, onEvent, ...serverPlanning({ platform, transport, locked, signal }, facts) };
  const plan = await readPlan({ ...reading, manifest, allowAbsent: true });
  const undeclared = [...routes.keys()];
  const empty = { hosts: prune ? undeclared.map(emptyManifest) : [] };
  return {
    ...{ manifest, transport, plan, facts, locked, undeclared },
    leaving: { manifest: empty, ...(await readPlan({ transport, signal, onEvent, manifest: empty })) },
    prepare: async (host, hostPlan) => {
      await prepareHost({ transport, platform, manifest: host, plan: hostPlan, who, signal, onEvent });
      return (await readHostPlan(host, { ...reading, onEvent: undefined })).plan;
    },
  };
}
