import { addressToNumber, numberToAddress, type Subnet, subnetContains, subnetOf } from '../declaration/network.ts';
import type { Role } from '../declaration/roles.ts';
import type { Network, Platform } from './platform.ts';

/** Places of a lab's network by their distance from the network's own address. */
const offsets = { gateway: 1, client: 2, virtualAddress: 10 } as const;

/** The first hosts of a role stand together, so that an address tells what a host is. */
const bands: Readonly<Record<Role, { first: number; length: number }>> = {
  dns: { first: 11, length: 10 },
  loadBalancer: { first: 21, length: 10 },
  web: { first: 31, length: 30 },
  app: { first: 61, length: 30 },
  database: { first: 91, length: 30 },
  monitoring: { first: 121, length: 10 },
};
const bandOrder: readonly Role[] = ['dns', 'loadBalancer', 'web', 'app', 'database', 'monitoring'];
const bandsEnd = 131;

/**
 * Where the `index`-th host of a role stands, from 0. Behind their bands the roles take turns, so that no host moves
 * when another role grows.
 */
export function hostOffset(role: Role, index: number): number {
  const band = bands[role];
  if (index < band.length) return band.first + index;
  return bandsEnd + (index - band.length) * bandOrder.length + bandOrder.indexOf(role);
}

/** The address at an offset, or undefined where the network is too small to have it. */
export function addressAt(subnet: Subnet, offset: number): string | undefined {
  return subnet.base + offset < subnet.last ? numberToAddress(subnet.base + offset) : undefined;
}

export function lowerNetwork(cidr: string): Network {
  return { cidr, gateway: numberToAddress(subnetOf(cidr).base + offsets.gateway) };
}

/** Of the machine that stands for a user on the internet; the lab runs outside tests from it. */
export function labClientAddress(publicNetwork: Network): string {
  return numberToAddress(subnetOf(publicNetwork.cidr).base + offsets.client);
}

/** How many users the lab's client can be at once, besides itself: limits per address then meet each of them alone. */
const moreClientsMax = 16;

/**
 * More addresses for the lab's client, so that a load comes from many users as it does in life: the last ones of the
 * public network that nobody has, in order. A network that is full has none.
 */
export function moreLabClientAddresses(platform: Pick<Platform, 'networks' | 'virtualAddress' | 'hosts'>): string[] {
  const { cidr, gateway } = platform.networks.public;
  const { base, last } = subnetOf(cidr);
  const taken = new Set([
    gateway,
    labClientAddress(platform.networks.public),
    platform.virtualAddress,
    ...platform.hosts.map((host) => host.publicAddress),
  ]);
  const free: string[] = [];
  for (let value = last - 1; value > base && free.length < moreClientsMax; value -= 1) {
    const address = numberToAddress(value);
    if (!taken.has(address)) free.unshift(address);
  }
  return free;
}

export function defaultVirtualAddress(publicCidr: string): string {
  return numberToAddress(subnetOf(publicCidr).base + offsets.virtualAddress);
}

/** Networks of a lab that names none. They follow from its name alone, so that labs run side by side without a registry. */
export function defaultNetworks(environment: string): { public: string; private: string } {
  const third = environment === 'lab' ? 0 : 1 + (stableHash(environment) % 254);
  return { public: `10.213.${third}.0/24`, private: `10.214.${third}.0/24` };
}

/** Who holds an address that no host may have, or undefined. */
export function reservedFor(
  network: 'public' | 'private',
  { networks, provider }: Pick<Platform, 'networks' | 'provider'>,
  address: string,
): string | undefined {
  const subnet = subnetOf(networks[network].cidr);
  if (!subnetContains(subnet, address)) return undefined;
  const value = addressToNumber(address);
  if (value === subnet.base) return 'the network itself';
  if (value === subnet.last) return 'broadcasts';
  if (provider === 'servers') return undefined;
  if (value === subnet.base + offsets.gateway) return 'the machine that runs the lab';
  if (network === 'public' && value === subnet.base + offsets.client) return "the lab's client";
  return undefined;
}

/** FNV-1a, 32 bits: small, well known, and the same everywhere. Not for anything secret. */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193) >>> 0;
  }
  return hash;
}
