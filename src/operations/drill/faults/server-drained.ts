import { hostsWithRole } from '../../../platform/per-platform.ts';
import type { FaultHandler } from '../fault-handler.ts';
import { type DrillReach, runScript } from '../reach.ts';

/** Both lists in which a load balancer has its web servers. */
const backends = ['web', 'web_alive'];
const admin = 'socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock';

/** New requests go elsewhere, those under way are finished (HAProxy management guide, "set server … state drain"). */
export const serverDrained: FaultHandler<'serverDrained'> = {
  describe: ({ server }) => `${server} is drained on every load balancer`,
  inject: ({ server }, reach) => setState(server, 'drain', reach),
  heal: ({ server }, reach) => setState(server, 'ready', reach),
  remains: async ({ server }, reach) => {
    const found = await Promise.all(
      balancers(reach).map(async (host) => {
        const script = `echo 'show servers state' | ${admin}\n`;
        const states = await runScript(reach, { host, step: 'read the state of its servers', script });
        return parseServersSetAside(states)
          .filter((name) => name.endsWith(`/${server}`))
          .map((name) => `${name} is set aside on ${host}`);
      }),
    );
    return found.flat().join(', ') || undefined;
  },
};

/**
 * Servers that an operator has set aside, as `backend/server`. In "show servers state" srv_admin_state is the seventh
 * column; 0 is a server that nobody has set aside.
 */
export function parseServersSetAside(text: string): string[] {
  const rows = text.split('\n').filter((line) => /^\d+ \S+ \d+ /.test(line));
  return rows.map((row) => row.split(' ')).flatMap((cells) => (cells[6] === '0' ? [] : [`${cells[1]}/${cells[3]}`]));
}

/** HAProxy says nothing when it has done it, and what is wrong otherwise; its exit code tells nothing. */
async function setState(server: string, state: 'drain' | 'ready', reach: DrillReach): Promise<void> {
  const commands = backends.map((backend) => `set server ${backend}/${server} state ${state}`).join('; ');
  const script = `said=$(echo '${commands}' | ${admin}) && said=$(echo "$said" | tr -d '[:space:]') && [ -z "$said" ] || { echo "$said" >&2; exit 1; }\n`;
  await Promise.all(
    balancers(reach).map((host) => runScript(reach, { host, step: `set ${server} to ${state}`, script })),
  );
}

function balancers({ platform }: DrillReach): readonly string[] {
  return hostsWithRole(platform, 'loadBalancer').map(({ name }) => name);
}
