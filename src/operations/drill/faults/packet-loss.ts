import { usualInterfaces } from '../../../platform/platform.ts';
import type { FaultHandler } from '../fault-handler.ts';
import { runScript } from '../reach.ts';

/** A table of its own, so that neither an apply nor anybody's firewall touches it, and healing finds it by name. */
const table = 'netdev smartx_drill';

/**
 * Packets are dropped where they come in, before any other rule sees them. It is done by the machine's own nft(8): an
 * older one on this machine crashes on rules of a newer one (nftables 1.0.6 in a namespace with rules of 1.1.3).
 */
export const packetLoss: FaultHandler<'packetLoss'> = {
  describe: ({ host, network, percent }) => `${host} loses ${percent} % of what comes from the ${network} network`,
  inject: async ({ host, network, percent }, reach) => {
    const device = usualInterfaces[network];
    const rules = `table ${table}
delete table ${table}
table ${table} {
  chain loss {
    type filter hook ingress device "${device}" priority -500; policy accept;
    numgen random mod 100 < ${percent} counter drop
  }
}
`;
    const script = `nft -f - <<'RULES'\n${rules}RULES\n`;
    await runScript(reach, { host, step: 'lose packets', script });
  },
  heal: async ({ host }, reach) => {
    // "table" makes it if need be, so that "delete" cannot fail.
    const script = `nft 'table ${table}; delete table ${table}'\n`;
    await runScript(reach, { host, step: 'stop losing packets', script });
  },
  remains: async ({ host }, reach) => {
    const tables = await runScript(reach, { host, step: 'look at its packet filter', script: 'nft list tables\n' });
    return tables.includes(`table ${table}`) ? `${host} still has the table ${table}, which drops packets` : undefined;
  },
};
