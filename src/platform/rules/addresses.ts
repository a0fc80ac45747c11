import { subnetContains, subnetOf } from '../../declaration/network.ts';
import type { Problem } from '../../problems/problem.ts';
import { reservedFor } from '../addresses.ts';
import type { Host } from '../platform.ts';
import { isWorkable } from './networks.ts';
import type { RuleInput } from './rules.ts';

interface Placed {
  readonly host: string;
  readonly address: string;
  readonly path: string;
}

/** Each host has addresses of its own, inside of the networks. Hosts that are counted get them so. */
export function checkAddresses(input: RuleInput): readonly Problem[] {
  const { hosts } = input.platform;
  const at = (host: Host, key: string) => `${input.path}.hosts.${host.name}.${key}`;
  const privateLegs = hosts.map((host) => ({
    host: host.name,
    address: host.privateAddress,
    path: at(host, 'address'),
  }));
  const publicLegs = hosts.flatMap((host) =>
    host.publicAddress === undefined
      ? []
      : [{ host: host.name, address: host.publicAddress, path: at(host, 'publicAddress') }],
  );
  return [
    ...checkLegs('private', input, privateLegs),
    ...checkLegs('public', input, publicLegs),
    ...checkVirtualAddress(input, publicLegs),
  ];
}

function checkLegs(side: 'public' | 'private', { platform }: RuleInput, legs: readonly Placed[]): Problem[] {
  const { cidr } = platform.networks[side];
  const subnet = subnetOf(cidr);
  // Nothing fits into such a network, which has a problem of its own.
  if (!isWorkable(subnet)) return [];
  const holders = new Map<string, string>();
  return legs.flatMap(({ host, address, path }): Problem[] => {
    const holder = holders.get(address) ?? reservedFor(side, platform, address);
    const isHost = holders.has(address);
    holders.set(address, holders.get(address) ?? host);
    if (isHost) {
      return [{ code: 'ADDRESS_DUPLICATE', path, reason: `${address} is also the address of ${holder}.`, fix: ownFix }];
    }
    if (!subnetContains(subnet, address)) {
      const reason = `${address} is outside of the ${side} network ${cidr}.`;
      return [{ code: 'ADDRESS_OUTSIDE_NETWORK', path, reason, fix: `Write an address inside of ${cidr}.` }];
    }
    if (holder === undefined) return [];
    return [{ code: 'ADDRESS_RESERVED', path, reason: `${address} is reserved for ${holder}.`, fix: ownFix }];
  });
}

const ownFix = 'Give the host an address of its own.';

function checkVirtualAddress({ path, platform }: RuleInput, publicLegs: readonly Placed[]): Problem[] {
  const { cidr } = platform.networks.public;
  const address = platform.virtualAddress;
  const at = `${path}.virtualAddress`;
  if (!subnetContains(subnetOf(cidr), address)) {
    const reason = `the virtual address ${address} is outside of the public network ${cidr}.`;
    return [{ code: 'VIP_OUTSIDE_SUBNET', path: at, reason, fix: `Write a free address inside of ${cidr}.` }];
  }
  const holder = publicLegs.find((leg) => leg.address === address)?.host ?? reservedFor('public', platform, address);
  if (holder === undefined) return [];
  const reason = `the virtual address ${address} belongs to ${holder} already.`;
  return [{ code: 'VIP_TAKEN', path: at, reason, fix: `Write a free address inside of ${cidr}.` }];
}
