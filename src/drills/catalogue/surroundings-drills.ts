import type { Platform } from '../../platform/platform.ts';
import type { Drill } from '../drill.ts';
import { gapBelow, nothingLost, onePrimary } from './objectives.ts';
import { firstHost, unfitBelowTwo } from './tier-hosts.ts';

/** What is not in the way of a request, what is between its ends, and everything at once. */
export const surroundingsDrills: readonly Drill[] = [
  {
    name: 'dns-loss',
    title: 'The machine of a name server loses its power.',
    proves: 'Names are answered by the other name server, and no request fails for it.',
    limits: 'Resolvers wait before they ask the second server; the first page of a new visitor may be slower.',
    unfit: unfitBelowTwo('dns', 'name server'),
    faults: (platform) => [{ kind: 'machineKilled', host: firstHost(platform, 'dns') }],
    faultSeconds: 15,
    objectives: [{ kind: 'failedMax', of: 'all', limit: 0 }, ...nothingLost],
  },
  {
    name: 'monitoring-loss',
    title: 'The machine of the monitoring loses its power.',
    proves:
      'Nothing that serves users depends on the monitoring, which misses no request of meanwhile when it is back.',
    limits:
      "Nobody is told of alerts until it is back. That it is gone is noticed outside, by the dead man's switch where one is declared.",
    unfit: unfitWithoutMonitoring,
    faults: (platform) => [{ kind: 'machineKilled', host: firstHost(platform, 'monitoring') }],
    faultSeconds: 15,
    waitsForMonitoring: true,
    objectives: [{ kind: 'failedMax', of: 'all', limit: 0 }, gapBelow(1_000), ...nothingLost],
  },
  {
    name: 'packet-loss',
    title: 'Every twentieth packet to the active load balancer is lost.',
    proves: 'A bad line makes requests slower and loses nothing; the virtual address stays where it is or moves once.',
    limits: 'Packets are lost at random and in one direction; they are not delayed.',
    unfit: () => undefined,
    faults: (_platform, { loadBalancer }) => [
      { kind: 'packetLoss', host: loadBalancer, network: 'public', percent: 5 },
    ],
    faultSeconds: 20,
    objectives: [gapBelow(1_000), ...nothingLost],
  },
  {
    name: 'power-loss',
    title: 'Every machine loses its power at the same moment, and gets it back.',
    proves: 'The whole platform comes back by itself, the database group included, with every acknowledged write.',
    limits: 'The disks of a lab survive with what the kernel of this machine had in memory; real ones may not.',
    unfit: () => undefined,
    faults: (platform) => platform.hosts.map(({ name }) => ({ kind: 'machineKilled', host: name })),
    faultSeconds: 5,
    objectives: [onePrimary, ...nothingLost],
  },
];

function unfitWithoutMonitoring({ hosts }: Platform): string | undefined {
  return hosts.some(({ roles }) => roles.includes('monitoring')) ? undefined : 'there is no monitoring host';
}
