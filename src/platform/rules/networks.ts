import { isUnowned, type Subnet, subnetOf, subnetsOverlap } from '../../declaration/network.ts';
import type { Problem } from '../../problems/problem.ts';
import type { RuleInput } from './rules.ts';

/** A /29 has room for the machine, the client, the virtual address and three hosts; a /8 is all of 10.0.0.0. */
const prefixLengths = { widest: 8, narrowest: 29 };

export function isWorkable({ prefixLength }: Subnet): boolean {
  return prefixLength >= prefixLengths.widest && prefixLength <= prefixLengths.narrowest;
}

const sides = ['public', 'private'] as const;

/**
 * The two networks of a lab exist only on this machine, must not hide a real one, and must not share addresses. Those of
 * servers are what they are, and may be one.
 */
export function checkNetworks({ path, platform }: RuleInput): readonly Problem[] {
  const { networks, provider } = platform;
  if (provider === 'servers') return networks.public.cidr === networks.private.cidr ? [] : overlap(path, platform);
  return [...sides.flatMap((side) => checkNetwork(`${path}.${side}`, networks[side].cidr)), ...overlap(path, platform)];
}

function checkNetwork(path: string, cidr: string): Problem[] {
  const subnet = subnetOf(cidr);
  const { widest, narrowest } = prefixLengths;
  if (!isWorkable(subnet)) {
    const reason = `/${subnet.prefixLength} is not a workable size for a network.`;
    return [{ code: 'NETWORK_SIZE_INVALID', path, reason, fix: `Write a prefix from /${widest} to /${narrowest}.` }];
  }
  if (isUnowned(subnet)) return [];
  const reason = `${cidr} belongs to somebody on the internet, whom this machine could not reach any more.`;
  return [
    {
      code: 'NETWORK_NOT_PRIVATE',
      path,
      reason,
      fix: 'Choose a network inside of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.',
    },
  ];
}

function overlap(path: string, platform: RuleInput['platform']): Problem[] {
  const { networks, provider } = platform;
  const key = provider === 'lab' ? 'private' : 'network';
  if (!subnetsOverlap(subnetOf(networks.public.cidr), subnetOf(networks.private.cidr))) return [];
  const reason = `the private network ${networks.private.cidr} overlaps the public one, ${networks.public.cidr}.`;
  return [
    { code: 'NETWORKS_OVERLAP', path: `${path}.${key}`, reason, fix: 'Give the two networks different addresses.' },
  ];
}
