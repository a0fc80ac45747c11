import { createHash } from 'node:crypto';

/** The kernel's limit for interface names (IFNAMSIZ 16, one byte is the terminating zero). */
const INTERFACE_NAME_LENGTH_MAX = 15;

/** Member of a lab's cgroups that is no machine: the publishing proxy. The underscore keeps it apart from host names. */
export const PUBLISH_MEMBER = '_publish';
/** The outside client's name among the namespaces; the underscore keeps it apart from host names. */
const CLIENT = '_client';

/** Names of a lab's two bridges, of its own namespaces and interfaces on this machine. */
export function networkNames(lab: string) {
  return {
    publicBridge: bridgeName(lab, 'pub'),
    privateBridge: bridgeName(lab, 'prv'),
    clientNamespace: namespaceName(lab, CLIENT),
    clientLink: linkName(lab, CLIENT, 1),
    /** Written as the alias of every interface that the lab makes: the proof that an interface is ours. */
    alias: `smartx:${lab}`,
  };
}

/** The namespace and the interfaces of one machine; links are this machine's ends of the machine's eth0 and eth1. */
export function machineNames(lab: string, host: string) {
  return {
    namespace: namespaceName(lab, host),
    privateLink: linkName(lab, host, 0),
    publicLink: linkName(lab, host, 1),
  };
}

/**
 * The hardware address of an interface inside a machine, made from the name of its link: a machine that reboots
 * keeps it, as real ones do. With a new one its neighbours' ARP caches kept it unreachable for 30 s (measured).
 */
export function hardwareAddress(link: string): string {
  const bytes = shortHash(link, 10).match(/../g) ?? [];
  return ['02', ...bytes].join(':'); // 02: locally administered, unicast (IEEE 802)
}

/** All namespaces of a lab, and of no other one, begin with this: no lab's or host's name has an underscore. */
export function namespacePrefix(lab: string): string {
  return `smartx_${lab}_`;
}

/** The systemd unit of a lab's member, where this machine runs systemd. */
export function unitName(lab: string, member: string): string {
  return `smartx_${lab}_${member}.service`;
}

function namespaceName(lab: string, member: string): string {
  return `${namespacePrefix(lab)}${member}`;
}

function bridgeName(lab: string, side: 'pub' | 'prv'): string {
  const readable = `sx-${lab}-${side}`;
  return readable.length <= INTERFACE_NAME_LENGTH_MAX ? readable : `sx-${shortHash(lab, 8)}-${side}`;
}

function linkName(lab: string, member: string, index: 0 | 1): string {
  return `sx${shortHash(`${lab}/${member}`, 10)}e${index}`;
}

function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
