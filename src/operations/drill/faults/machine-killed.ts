import type { FaultHandler } from '../fault-handler.ts';

/** Power: all processes of the machine end at once, and its addresses answer no more. */
export const machineKilled: FaultHandler<'machineKilled'> = {
  describe: ({ host }) => `${host} loses its power`,
  inject: ({ host }, { machines }) => machines.kill(host),
  heal: ({ host }, { machines }) => machines.start(host),
  remains: async ({ host }, { machines }) =>
    (await machines.running()).has(host) ? undefined : `the machine ${host} does not run`,
};
