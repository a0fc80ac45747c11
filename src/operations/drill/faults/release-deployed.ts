import { drilledApp } from '../../../platform/chosen-apps.ts';
import { hostsWithRole } from '../../../platform/per-platform.ts';
import { appPathsOf } from '../../../services/app/paths.ts';
import type { FaultHandler } from '../fault-handler.ts';
import { runScript } from '../reach.ts';

/** A deploy in the middle of the day, of a release that is good or is not. */
export const releaseDeployed: FaultHandler<'releaseDeployed'> = {
  describe: ({ variant }) =>
    variant === 'changed' ? 'another release is deployed' : 'a release that cannot start is deployed',
  inject: ({ variant }, reach) => reach.deploy(variant),
  heal: (_fault, reach) => reach.deploy('declared'),
  remains: async (_fault, reach) => {
    const hosts = hostsWithRole(reach.platform, 'app').map(({ name }) => name);
    const script = `cat ${appPathsOf(drilledApp(reach.platform)).current}/smartx-drill.txt 2>/dev/null || true\n`;
    const found = await Promise.all(
      hosts.map(async (host) => {
        const text = await runScript(reach, { host, step: 'look at its release', script });
        return text === '' ? [] : [`${host} still has the release of the drill`];
      }),
    );
    return found.flat().join(', ') || undefined;
  },
};
