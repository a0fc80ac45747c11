import type { LabSpec } from '../lab/lab.ts';
import { labClientAddress, moreLabClientAddresses } from '../platform/addresses.ts';
import type { Platform } from '../platform/platform.ts';
import type { Manifest } from '../services/manifest.ts';

/** What the lab must build so that the manifest can be applied: machines with the right addresses and packages. */
export function lowerLabSpec(platform: Platform, manifest: Manifest): LabSpec {
  const manifests = new Map(manifest.hosts.map((host) => [host.host, host]));
  return {
    name: platform.environment,
    publicNetwork: {
      ...platform.networks.public,
      client: labClientAddress(platform.networks.public),
      moreClients: moreLabClientAddresses(platform),
    },
    privateNetwork: platform.networks.private,
    machines: platform.hosts.map((host) => {
      const wanted = manifests.get(host.name);
      if (wanted === undefined) throw new Error(`the manifest has no host ${host.name}`);
      return {
        name: host.name,
        publicAddress: host.publicAddress,
        privateAddress: host.privateAddress,
        packages: wanted.packages,
        runtimes: wanted.runtimes,
        dataDirectories: wanted.dataDirectories,
      };
    }),
  };
}
