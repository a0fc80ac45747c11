import { hostsWithRole } from '../../../platform/per-platform.ts';
import { agentCommand } from '../../../services/mysql/commands.ts';
import type { FaultHandler } from '../fault-handler.ts';
import { runScript } from '../reach.ts';
import { readPrimaries } from '../read-primaries.ts';

/** What an operator does before maintenance; done when another member has the role. */
export const switchover: FaultHandler<'switchover'> = {
  describe: ({ host }) => `${host} hands the primary's role over`,
  inject: async ({ host }, reach) => {
    const script = 'exec "$@"\n';
    await runScript(reach, { host, step: 'hand the role over', script, args: agentCommand('switchover') });
  },
  heal: async () => undefined,
  remains: async (_fault, reach) => {
    const members = hostsWithRole(reach.platform, 'database').map(({ name }) => name);
    const primaries = await readPrimaries(reach);
    return primaries.length === 1 ? undefined : `${primaries.length} of ${members.join(', ')} are primary`;
  },
};
