import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import type { VrrpInstance } from './model.ts';

/** The VRRP instance of a load balancer. Load balancers always have a public address; the platform's rules say so. */
export function lowerVrrpInstance(platform: Platform, host: Host): VrrpInstance {
  const index = loadBalancerIndex(platform).get(host.name) ?? 0;
  const others = hostsWithRole(platform, 'loadBalancer').filter((other) => other.name !== host.name);
  return {
    routerName: host.name,
    virtualRouterId: platform.loadBalancer.virtualRouterId,
    // The higher, the shorter the wait before taking over (skew time, RFC 9568 section 6.1).
    priority: Math.max(1, 254 - index),
    advertIntervalMs: platform.loadBalancer.advertIntervalMs,
    interfaceName: host.interfaces.public,
    trackedInterfaces: host.interfaces.private === host.interfaces.public ? [] : [host.interfaces.private],
    sourceAddress: publicAddress(host),
    peerAddresses: others.map(publicAddress),
    virtualAddress: platform.virtualAddress,
  };
}

const loadBalancerIndex = perPlatform(
  (platform) => new Map(hostsWithRole(platform, 'loadBalancer').map((host, index) => [host.name, index])),
);

function publicAddress(host: Host): string {
  if (host.publicAddress === undefined) throw new Error(`load balancer ${host.name} has no public address`);
  return host.publicAddress;
}
