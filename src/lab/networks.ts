import { Failure } from '../problems/failure.ts';
import { runOrFail } from '../process/run-or-fail.ts';
import { createClient } from './client.ts';
import type { OnLabEvent } from './events.ts';
import { ipBatch, tryIp } from './ip.ts';
import { prefixLength } from './ipv4.ts';
import { machineNames, networkNames } from './names.ts';
import { createNamespace, foreignNamespaces, type Leg, labNamespaces, removeNamespace } from './namespaces.ts';
import { findConflicts, type HostNetwork, parseHostNetwork } from './network-conflicts.ts';
import type { LabMachine, LabSpec } from './spec.ts';

const NEXT = 'run the same command again; if it fails again, stop the lab (smartx down) and start it anew.';

/**
 * Makes the two bridges, this machine's addresses on them, and the outside client. What is already right stays.
 * @throws Failure naming whoever already has a name or an address range.
 */
export async function createNetworks(spec: LabSpec, onEvent: OnLabEvent | undefined): Promise<void> {
  const names = networkNames(spec.name);
  const network = await readHostNetwork();
  const bridges = [
    { network: 'private', name: names.privateBridge, ...spec.privateNetwork },
    { network: 'public', name: names.publicBridge, ...spec.publicNetwork },
  ] as const;
  const foreign = (await foreignNamespaces(spec.name)).map(
    (name) => `the network namespace ${name} exists and is not this lab's`,
  );
  refuseConflicts([...findConflicts(bridges, names.alias, network), ...foreign]);
  for (const bridge of bridges) {
    const address = `${bridge.gateway}/${prefixLength(bridge.cidr)}`;
    const existing = network.interfaces.find((each) => each.name === bridge.name);
    if (existing?.addresses.includes(address) && existing.addresses.length === 1) continue;
    await ipBatch({ step: `create the ${bridge.network} network`, changed: 'The lab is half created.', next: NEXT }, [
      ...(existing === undefined ? [`link add name ${bridge.name} type bridge`] : []),
      `link set dev ${bridge.name} alias ${names.alias}`,
      // Forward at once: the usual delay of 15 s is there for loops, and nothing here can make one.
      `link set dev ${bridge.name} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
      `address flush dev ${bridge.name}`,
      `address add ${address} dev ${bridge.name}`,
      `link set dev ${bridge.name} up`,
    ]);
    onEvent?.({ kind: 'network', network: bridge.network, state: 'created' });
  }
  await createClient(spec, onEvent);
}

/** Removes bridges, namespaces and with them all links of a lab; what is not there is no failure. */
export async function removeNetworks(lab: string): Promise<void> {
  const foreign = await foreignNamespaces(lab);
  for (const namespace of await labNamespaces(lab)) {
    if (!foreign.includes(namespace)) await removeNamespace(namespace);
  }
  const { alias } = networkNames(lab);
  const { interfaces } = await readHostNetwork();
  const { publicBridge, privateBridge } = networkNames(lab);
  const unnamed = (name: string) => name === publicBridge || name === privateBridge;
  for (const each of interfaces) {
    if (each.alias === alias || (each.alias === undefined && each.addresses.length === 0 && unnamed(each.name))) {
      await tryIp('link', 'delete', 'dev', each.name);
    }
  }
}

/** Gives a machine a namespace of its own with eth0 and, for the public tiers, eth1; an old one is removed first. */
export async function createMachineLinks(spec: LabSpec, machine: LabMachine): Promise<void> {
  const names = machineNames(spec.name, machine.name);
  const bridges = networkNames(spec.name);
  const legs: Leg[] = [
    {
      link: names.privateLink,
      device: 'eth0',
      bridge: bridges.privateBridge,
      address: machine.privateAddress,
      prefixLength: prefixLength(spec.privateNetwork.cidr),
    },
  ];
  if (machine.publicAddress !== undefined) {
    legs.push({
      link: names.publicLink,
      device: 'eth1',
      bridge: bridges.publicBridge,
      address: machine.publicAddress,
      prefixLength: prefixLength(spec.publicNetwork.cidr),
    });
  }
  const gateway = machine.publicAddress === undefined ? undefined : spec.publicNetwork.gateway;
  await createNamespace({ lab: spec.name, name: names.namespace, owner: machine.name, legs, gateway });
}

/** Cuts a machine off both networks, as pulling its cables would. */
export async function unplugMachine(lab: string, host: string): Promise<void> {
  const names = machineNames(lab, host);
  await Promise.all([
    tryIp('link', 'set', 'dev', names.privateLink, 'down'),
    tryIp('link', 'set', 'dev', names.publicLink, 'down'),
  ]);
}

/** Removes a machine's namespace: its addresses, firewall and links vanish with it. */
export async function removeMachineLinks(lab: string, host: string): Promise<void> {
  await removeNamespace(machineNames(lab, host).namespace);
  // The links are in no namespace yet when a start was cut off between making and moving them.
  const names = machineNames(lab, host);
  await Promise.all([
    tryIp('link', 'delete', 'dev', names.privateLink),
    tryIp('link', 'delete', 'dev', names.publicLink),
  ]);
}

async function readHostNetwork(): Promise<HostNetwork> {
  const hints = {
    step: "read this machine's network",
    changed: 'Nothing was changed.',
    next: 'see that iproute2 is installed and works.',
  };
  const [addresses, routes] = await Promise.all([
    runOrFail(['ip', '-json', '-details', 'address', 'show'], hints),
    runOrFail(['ip', '-json', '-4', 'route', 'show'], hints),
  ]);
  return parseHostNetwork(addresses, routes);
}

function refuseConflicts(conflicts: readonly string[]): void {
  if (conflicts.length === 0) return;
  throw new Failure({
    step: "create the lab's networks",
    reason: conflicts.join('; '),
    changed: 'Nothing was changed.',
    next: 'give the environment other networks in smartx.config.ts, or free these.',
  });
}
