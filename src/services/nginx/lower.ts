import { isAppColocated } from '../../platform/flows.ts';
import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import type { App, Host, Platform } from '../../platform/platform.ts';
import { assetsOf } from '../assets.ts';
import { reloadDrainSeconds } from '../time-limits.ts';
import { webRequestsMax } from '../web-requests.ts';
import type { Part, ServerBlock, Upstream, WebServer } from './model.ts';

/** What the Nginx of a web host is told. */
export function lowerWebServer(platform: Platform, host: Host): WebServer {
  return {
    hostName: host.name,
    privateAddress: host.privateAddress,
    siteNames: platform.siteNames,
    loadBalancerAddresses: loadBalancerAddresses(platform),
    requestsMax: webRequestsMax(platform),
    reloadDrainSeconds: reloadDrainSeconds(platform.apps.map(({ limits }) => limits)),
    anonymised: platform.monitoring.logs.anonymise === 'everywhere',
    bodyBytesMax: platform.web.bodyBytesMax,
    upstreams: lowerUpstreams(platform),
    serverBlocks: lowerServerBlocks(platform),
  };
}

export const staticReleaseRoot = '/srv/static';

const loadBalancerAddresses = perPlatform((platform) =>
  hostsWithRole(platform, 'loadBalancer').map((host) => host.privateAddress),
);

/** Where every web host also carries the application, each talks to its own; otherwise to all hosts of the tier. */
const lowerUpstreams = perPlatform((platform): readonly Upstream[] => {
  const addresses = isAppColocated(platform.hosts)
    ? ['127.0.0.1']
    : hostsWithRole(platform, 'app').map((host) => host.privateAddress);
  return platform.apps.map(({ id, port }) => ({
    name: id,
    servers: addresses.map((address) => `${address}:${port}`),
  }));
});

const lowerServerBlocks = perPlatform((platform): readonly ServerBlock[] => {
  const { apps, web } = platform;
  const [site = platform.domain] = web.names;
  const own = [...new Set(apps.flatMap(({ hostNames }) => hostNames))]
    .filter((name) => !web.names.includes(name))
    .sort();
  return [
    lowerServerBlock(
      web.names,
      apps.filter(({ hostNames }) => hostNames[0] === site),
      web.staticDirectory !== undefined,
    ),
    ...own.map((name) =>
      lowerServerBlock(
        [name],
        apps.filter(({ hostNames }) => hostNames[0] === name),
        false,
      ),
    ),
  ];
});

function lowerServerBlock(names: readonly string[], apps: readonly App[], isStatic: boolean): ServerBlock {
  const byPath = (one: { readonly path: string }, other: { readonly path: string }) => (one.path < other.path ? -1 : 1);
  return {
    names,
    staticRoot: isStatic ? `${staticReleaseRoot}/current` : undefined,
    assets: apps.flatMap(assetsIn).sort(byPath),
    root: apps.map(lowerPart).find(({ path }) => path === '/'),
    parts: apps
      .map(lowerPart)
      .filter(({ path }) => path !== '/')
      .sort(byPath),
  };
}

function lowerPart({ path, id, metricsPath, limits }: App): Part {
  return { path, upstream: id, metricsPath, limits };
}

function assetsIn(app: App): ServerBlock['assets'] {
  const { root } = assetsOf(app);
  return app.staticDirectories.map(({ path, directory }) => ({ path, directory: `${root}/current/${directory}` }));
}
