import { readdir } from 'node:fs/promises';
import { run } from '../process/run.ts';
import { ipBatch, tryIp } from './ip.ts';
import { hardwareAddress, namespacePrefix, networkNames } from './names.ts';
import { parseHostNetwork } from './network-conflicts.ts';

/** One interface of a namespace: `device` inside, `link` its other end, which is plugged into a bridge of this machine. */
export interface Leg {
  link: string;
  device: string;
  bridge: string;
  address: string;
  prefixLength: number;
}

/** A network namespace of a lab, for a machine or for the outside client. */
export interface NamespaceSpec {
  lab: string;
  name: string;
  /** Whom it is for, in messages. */
  owner: string;
  legs: readonly Leg[];
  gateway: string | undefined;
}

/** Makes a namespace anew: what an earlier one had (addresses, firewall, connections) is gone, as after a reboot. */
export async function createNamespace({ lab, name, owner, legs, gateway }: NamespaceSpec): Promise<void> {
  const hints = {
    step: 'create its network',
    host: owner,
    changed: 'The lab is half created.',
    next: 'run the same command again; if it fails again: smartx down, then smartx up.',
  };
  const { alias } = networkNames(lab);
  await removeNamespace(name);
  for (const { link } of legs) await tryIp('link', 'delete', 'dev', link);
  await ipBatch(hints, [`netns add ${name}`]);
  // Marked as ours before it has anything in it, so that a start that is cut off here leaves nothing foreign.
  await ipBatch(hints, [`link set dev lo alias ${alias}`, 'link set dev lo up'], name);
  await ipBatch(
    hints,
    legs.flatMap(({ link, device, bridge }) => [
      `link add name ${link} type veth peer name ${device} address ${hardwareAddress(link)} netns ${name}`,
      `link set dev ${link} alias ${alias}`,
      `link set dev ${link} master ${bridge} up`,
    ]),
  );
  const addresses = legs.flatMap(({ device, address, prefixLength }) => [
    `address add ${address}/${prefixLength} dev ${device}`,
    `link set dev ${device} up`,
  ]);
  await ipBatch(hints, [...addresses, ...(gateway === undefined ? [] : [`route add default via ${gateway}`])], name);
}

export async function removeNamespace(namespace: string): Promise<void> {
  await tryIp('netns', 'delete', namespace);
}

/** The lab's namespaces that exist on this machine, sorted. */
export async function labNamespaces(lab: string): Promise<string[]> {
  const names = await readdir('/run/netns').catch(() => []);
  return names.filter((name) => name.startsWith(namespacePrefix(lab))).sort();
}

/** Namespaces with a name of ours that somebody else made: they have interfaces, and a loopback that we did not mark. */
export async function foreignNamespaces(lab: string): Promise<string[]> {
  const foreign: string[] = [];
  for (const namespace of await labNamespaces(lab)) {
    const { stdout } = await run(['ip', '-netns', namespace, '-json', '-details', 'address', 'show']);
    const { interfaces } = parseHostNetwork(stdout, '');
    const marked = interfaces.some((each) => each.alias === networkNames(lab).alias);
    if (!marked && interfaces.some((each) => each.name !== 'lo')) foreign.push(namespace);
  }
  return foreign;
}
