import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import type { App, Host, Platform } from '../../platform/platform.ts';
import { namesOfScrapers } from '../host-tls.ts';
import { webHealthPath } from '../local-endpoints.ts';
import { reloadDrainSeconds } from '../time-limits.ts';
import { backendsOf, backendsOfNobody, everyWebHost, streamedBackendOf } from '../web-backends.ts';
import type { LoadBalancerConfiguration, Route, Server, WebBackend } from './model.ts';

/** What a load balancer of the platform is told. */
export function lowerLoadBalancer(platform: Platform, host: Host): LoadBalancerConfiguration {
  return {
    name: host.name,
    privateAddress: host.privateAddress,
    scrapers: namesOfScrapers(platform),
    maxConnections: platform.loadBalancer.maxConnections,
    siteNames: platform.siteNames,
    // `up --publish` shows the lab to a browser on this machine, which then asks for one of these.
    extraNames: platform.provider === 'lab' ? ['127.0.0.1', 'localhost'] : [],
    minimumTlsVersion: platform.tls.minimumVersion,
    hstsSeconds: platform.tls.hstsSeconds,
    rateLimitPer10s: platform.loadBalancer.rateLimitPer10s,
    serverConnectionsMax: platform.web.maxConnections,
    reloadDrainSeconds: reloadDrainSeconds(platform.apps.map(({ limits }) => limits)),
    ...traffic(platform),
    ...serversOf(platform),
  };
}

/** Each application's web hosts are judged by itself: where one is not ready, the others are left alone. */
const traffic = perPlatform((platform) => {
  const routes = [...ownHostnames(platform), ...routesAt(platform.web.names[0], platform.apps, undefined)];
  return { backends: lowerBackends(platform), routes };
});

/** Names of all backends that web hosts stand in. */
export function backendNames(platform: Platform): readonly string[] {
  return traffic(platform).backends.map(({ name }) => name);
}

function lowerBackends(platform: Platform): readonly WebBackend[] {
  const { apps, web, domain } = platform;
  const ofApps = apps.flatMap((app): WebBackend[] => {
    const { ready, alive } = backendsOf(app);
    const [hostName = domain] = app.hostNames;
    const { limits } = app;
    const streamed = streamedBackendOf(app);
    return [
      { name: ready, kind: 'ready', path: app.readyPath, hostName, limits },
      { name: alive, kind: 'alive', path: webHealthPath, hostName, limits },
      ...(streamed === undefined ? [] : [{ name: streamed, kind: 'streamed', tracked: ready, limits } as const]),
    ];
  });
  const [site = domain] = web.names;
  const ofNobody = backendsOfNobody(platform).map(
    (name): WebBackend => ({ name, kind: 'alive', path: webHealthPath, hostName: site, limits: undefined }),
  );
  return [...ofApps, ...ofNobody];
}

function ownHostnames({ apps, web }: Platform): readonly Route[] {
  const own = new Set(apps.flatMap(({ hostNames }) => hostNames).filter((name) => !web.names.includes(name)));
  return [...own].sort().flatMap((name) => routesAt(name, apps, name));
}

/** The longest path first; the last route has none. Nginx decides which application it is: this only chooses its hosts. */
function routesAt(name: string | undefined, apps: readonly App[], hostName: string | undefined): readonly Route[] {
  const here = apps
    .filter(({ hostNames }) => hostNames[0] === name)
    .sort((one, other) => other.path.length - one.path.length || (one.path < other.path ? -1 : 1));
  const routes = here.map((app): Route => {
    const { ready, alive } = backendsOf(app);
    const path = app.path === '/' ? undefined : app.path;
    const streamed = streamedBackendOf(app);
    return { hostName, path, backend: ready, otherwise: alive, streamed, limits: app.limits };
  });
  if (routes.at(-1)?.path === undefined && routes.length > 0) return routes;
  const rest = { backend: everyWebHost, otherwise: undefined, streamed: undefined, limits: undefined };
  return [...routes, { hostName, path: undefined, ...rest }];
}

const serversOf = perPlatform((platform) => ({
  peers: hostsWithRole(platform, 'loadBalancer').map(server),
  webServers: hostsWithRole(platform, 'web').map(server),
}));

function server(host: Host): Server {
  return { name: host.name, address: host.privateAddress };
}
