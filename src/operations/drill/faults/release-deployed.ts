import { hostsWithRole } from '../../../platform/per-platform.ts';
import type { App, Platform } from '../../../platform/platform.ts';
import { Failure } from '../../../problems/failure.ts';
import { appPathsOf } from '../../../services/app/paths.ts';
import type { FaultHandler, FaultOf } from '../fault-handler.ts';
import { runScript } from '../reach.ts';

/** A deploy in the middle of the day, of a release that is good or is not. */
export const releaseDeployed: FaultHandler<'releaseDeployed'> = {
  describe: ({ variant }) =>
    variant === 'changed' ? 'another release is deployed' : 'a release that cannot start is deployed',
  inject: async (fault, reach) => reach.deploy(appOf(fault, reach.platform), fault.variant),
  heal: async (fault, reach) => reach.deploy(appOf(fault, reach.platform), 'declared'),
  remains: async (fault, reach) => {
    const hosts = hostsWithRole(reach.platform, 'app').map(({ name }) => name);
    const script = `cat ${appPathsOf(appOf(fault, reach.platform)).current}/smartx-drill.txt 2>/dev/null || true\n`;
    const found = await Promise.all(
      hosts.map(async (host) => {
        const text = await runScript(reach, { host, step: 'look at its release', script });
        return text === '' ? [] : [`${host} still has the release of the drill`];
      }),
    );
    return found.flat().join(', ') || undefined;
  },
};

/** It may have left the declaration since a drill was cut off. @throws Failure */
function appOf({ app }: FaultOf<'releaseDeployed'>, { apps }: Platform): App {
  const found = apps.find(({ id }) => id === app);
  if (found !== undefined) return found;
  throw new Failure({
    step: 'find the application whose release a drill deployed',
    reason: `the declaration has no application with the unit ${app}.service any more`,
    changed: 'What the drill did is written down, so that it can be healed later.',
    next: 'declare it again and run `smartx drill --heal`; `smartx down` and `smartx up` give you a lab without faults.',
  });
}
