import { machineNames } from '../../../lab/lab.ts';
import type { FaultHandler, FaultOf } from '../fault-handler.ts';
import { type DrillReach, runLocally } from '../reach.ts';

/** The cable: this machine's end of one of the machine's interfaces is taken down, and the other end loses its carrier. */
export const linkDown: FaultHandler<'linkDown'> = {
  describe: ({ host, network }) => `${host} loses its cable to the ${network} network`,
  inject: async (fault, reach) => {
    await setLink(fault, reach, 'down');
  },
  heal: async (fault, reach) => {
    await setLink(fault, reach, 'up');
  },
  remains: async (fault, reach) => {
    const link = linkOf(fault, reach);
    const shown = await reach.local(['ip', '-json', 'link', 'show', 'dev', link]);
    if (shown.exitCode !== 0) return `${fault.host} has no link ${link}`;
    const [found] = JSON.parse(shown.stdout) as { flags: string[] }[];
    return found?.flags.includes('LOWER_UP') ? undefined : `the link ${link} of ${fault.host} is down`;
  },
};

async function setLink(fault: FaultOf<'linkDown'>, reach: DrillReach, state: 'up' | 'down'): Promise<void> {
  const argv = ['ip', 'link', 'set', 'dev', linkOf(fault, reach), state];
  await runLocally(reach, { host: fault.host, step: `take its ${fault.network} link ${state}`, argv });
}

function linkOf({ host, network }: FaultOf<'linkDown'>, { platform }: DrillReach): string {
  const { publicLink, privateLink } = machineNames(platform.environment, host);
  return network === 'public' ? publicLink : privateLink;
}
