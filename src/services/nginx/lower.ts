import { isAppColocated } from '../../platform/flows.ts';
import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { assetsRoot } from '../assets.ts';
import type { Upstream, WebServer } from './model.ts';

/** What the Nginx of a web host is told. */
export function lowerWebServer(platform: Platform, host: Host): WebServer {
  return {
    hostName: host.name,
    privateAddress: host.privateAddress,
    siteNames: platform.siteNames,
    loadBalancerAddresses: loadBalancerAddresses(platform),
    staticRoot: platform.web.staticDirectory === undefined ? undefined : `${staticReleaseRoot}/current`,
    assets: platform.app.staticDirectories.map(({ path, directory }) => ({
      path,
      directory: `${assetsRoot}/current/${directory}`,
    })),
    limits: platform.app.limits,
    requestsMax: platform.web.maxConnections * loadBalancerAddresses(platform).length,
    upstream: lowerUpstream(platform),
  };
}

export const staticReleaseRoot = '/srv/static';

const loadBalancerAddresses = perPlatform((platform) =>
  hostsWithRole(platform, 'loadBalancer').map((host) => host.privateAddress),
);

/** Where every web host also carries the application, each talks to its own; otherwise to all hosts of the tier. */
const lowerUpstream = perPlatform((platform): Upstream => {
  const addresses = isAppColocated(platform.hosts)
    ? ['127.0.0.1']
    : hostsWithRole(platform, 'app').map((host) => host.privateAddress);
  return { servers: addresses.map((address) => `${address}:${platform.app.port}`) };
});
