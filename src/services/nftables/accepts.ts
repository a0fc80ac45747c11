import ipaddr from 'ipaddr.js';
import type { Host, Platform } from '../../platform/platform.ts';
import { lowerFirewall } from './lower.ts';
import type { AcceptRule, Firewall } from './model.ts';

/** The first packet of a conversation, as it arrives at a host. */
export interface Packet {
  readonly interfaceName: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: AcceptRule['protocol'];
  readonly port: number | undefined;
}

/** What the rules of a host do with a packet: an interpreter of the model that is rendered for nft. */
export function accepts(firewall: Firewall, packet: Packet): boolean {
  return firewall.rules.some((rule) => matches(firewall, rule, packet));
}

export interface Attempt {
  /** Address that it comes from. */
  readonly from: string;
  readonly toHost: Host;
  /** Our own address, or the virtual one. */
  readonly toAddress: string;
  readonly network: 'public' | 'private';
  readonly protocol: AcceptRule['protocol'];
  readonly port: number | undefined;
}

/** Whether the firewall of the platform's host lets somebody in. */
export function allows(platform: Platform, attempt: Attempt): boolean {
  return accepts(lowerFirewall(platform, attempt.toHost), {
    interfaceName: attempt.toHost.interfaces[attempt.network],
    source: attempt.from,
    destination: attempt.toAddress,
    protocol: attempt.protocol,
    port: attempt.port,
  });
}

function matches(firewall: Firewall, rule: AcceptRule, packet: Packet): boolean {
  return (
    rule.interfaceName === packet.interfaceName &&
    rule.destination === packet.destination &&
    rule.protocol === packet.protocol &&
    rule.port === packet.port &&
    (rule.sourceSet === undefined || isElement(firewall, rule.sourceSet, packet.source))
  );
}

function isElement(firewall: Firewall, setName: string, address: string): boolean {
  const elements = firewall.sets.find((set) => set.name === setName)?.elements ?? [];
  return elements.some((element) => covers(element, address));
}

function covers(element: string, address: string): boolean {
  if (!element.includes('/')) return element === address;
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(element));
}
