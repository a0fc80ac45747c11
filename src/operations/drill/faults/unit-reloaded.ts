import type { FaultHandler } from '../fault-handler.ts';
import { runScript } from '../reach.ts';

/** Not a fault for whoever did it right: the unit takes its configuration anew while users are there. */
export const unitReloaded: FaultHandler<'unitReloaded'> = {
  describe: ({ host, unit }) => `${unit} on ${host} loads its configuration anew`,
  inject: async ({ host, unit }, reach) => {
    const script = 'exec systemctl reload -- "$1"\n';
    await runScript(reach, { host, step: `reload ${unit}`, script, args: [unit] });
  },
  heal: async () => undefined,
  remains: async ({ host, unit }, reach) => {
    const script = 'systemctl show --property=ActiveState --value -- "$1"\n';
    const state = (await runScript(reach, { host, step: `look at ${unit}`, script, args: [unit] })).trim();
    return state === 'active' ? undefined : `${unit} on ${host} is ${state}`;
  },
};
