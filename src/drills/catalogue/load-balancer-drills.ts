import type { Drill } from '../drill.ts';
import { gapBelow, nothingFails, nothingLost } from './objectives.ts';
import { unfitBelowTwo } from './tier-hosts.ts';

const unfit = unfitBelowTwo('loadBalancer', 'load balancer');
const unit = 'haproxy.service';

/** The edge: the virtual address and the process behind it. */
export const loadBalancerDrills: readonly Drill[] = [
  {
    name: 'lb-crash',
    title: 'The machine of the active load balancer loses its power.',
    proves: 'The virtual address moves to the other load balancer by itself, within half a second.',
    limits: 'Connections that were open through the dead machine are lost, and clients must make new ones.',
    unfit,
    faults: (_platform, { loadBalancer }) => [{ kind: 'machineKilled', host: loadBalancer }],
    faultSeconds: 10,
    objectives: [gapBelow(500), ...nothingLost],
  },
  {
    name: 'lb-process',
    title: 'HAProxy is killed on the active load balancer.',
    proves: 'A dead HAProxy gives the virtual address away at once, and systemd starts it again.',
    limits: 'Says nothing about a HAProxy that runs and answers wrongly.',
    unfit,
    faults: (_platform, { loadBalancer }) => [{ kind: 'processSignalled', host: loadBalancer, unit, signal: 'KILL' }],
    faultSeconds: 10,
    objectives: [gapBelow(500), ...nothingLost],
  },
  {
    name: 'lb-reload',
    title: 'The active load balancer loads its configuration anew.',
    proves: 'A change of the configuration is not felt: listening sockets are handed over to the new process.',
    limits: 'The configuration stays the same; a change of the listening addresses is another matter.',
    unfit: () => undefined,
    faults: (_platform, { loadBalancer }) => [{ kind: 'unitReloaded', host: loadBalancer, unit }],
    faultSeconds: 10,
    objectives: [nothingFails, ...nothingLost],
  },
];
