import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import type { LoadBalancerConfiguration, Server } from './model.ts';

/** What a load balancer of the platform is told. */
export function lowerLoadBalancer(platform: Platform, host: Host): LoadBalancerConfiguration {
  return {
    name: host.name,
    privateAddress: host.privateAddress,
    maxConnections: platform.loadBalancer.maxConnections,
    siteNames: platform.siteNames,
    // `up --publish` shows the lab to a browser on this machine, which then asks for one of these.
    extraNames: platform.provider === 'lab' ? ['127.0.0.1', 'localhost'] : [],
    minimumTlsVersion: platform.tls.minimumVersion,
    hstsSeconds: platform.tls.hstsSeconds,
    rateLimitPer10s: platform.loadBalancer.rateLimitPer10s,
    readyPath: platform.app.readyPath,
    serverConnectionsMax: platform.web.maxConnections,
    limits: platform.app.limits,
    ...serversOf(platform),
  };
}

const serversOf = perPlatform((platform) => ({
  peers: hostsWithRole(platform, 'loadBalancer').map(server),
  webServers: hostsWithRole(platform, 'web').map(server),
}));

function server(host: Host): Server {
  return { name: host.name, address: host.privateAddress };
}
