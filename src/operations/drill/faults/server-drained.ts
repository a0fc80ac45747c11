import { hostsWithRole } from '../../../platform/per-platform.ts';
import { parseServersSetAside, serverStatesScript, setStateScript } from '../../../services/haproxy/server-states.ts';
import { backendSets } from '../../../services/web-backends.ts';
import type { FaultHandler } from '../fault-handler.ts';
import { type DrillReach, runScript } from '../reach.ts';

/** New requests go elsewhere, those under way are finished (HAProxy management guide, "set server … state drain"). */
export const serverDrained: FaultHandler<'serverDrained'> = {
  describe: ({ server }) => `${server} is drained on every load balancer`,
  inject: ({ server }, reach) => setState(server, 'drain', reach),
  heal: ({ server }, reach) => setState(server, 'ready', reach),
  remains: async ({ server }, reach) => {
    const found = await Promise.all(
      balancers(reach).map(async (host) => {
        const states = await runScript(reach, {
          host,
          step: 'read the state of its servers',
          script: serverStatesScript,
        });
        return parseServersSetAside(states)
          .filter((name) => name.endsWith(`/${server}`))
          .map((name) => `${name} is set aside on ${host}`);
      }),
    );
    return found.flat().join(', ') || undefined;
  },
};

async function setState(server: string, state: 'drain' | 'ready', reach: DrillReach): Promise<void> {
  const script = setStateScript(server, state, backendSets(reach.platform).flat());
  await Promise.all(
    balancers(reach).map((host) => runScript(reach, { host, step: `set ${server} to ${state}`, script })),
  );
}

function balancers({ platform }: DrillReach): readonly string[] {
  return hostsWithRole(platform, 'loadBalancer').map(({ name }) => name);
}
