import { perPlatform } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { publicFile, secretFile } from '../file.ts';
import { hostTls, keyPairOf } from '../host-tls.ts';
import { databaseReadPort, loadBalancerHealth } from '../local-endpoints.ts';
import type { Contribution, Materials } from '../manifest.ts';
import { tooSlowPage, unavailablePage } from '../pages.ts';
import { answersCommand, checkCommand } from './commands.ts';
import { lowerDatabaseRouter } from './lower-database-router.ts';
import { lowerLoadBalancer } from './lower-load-balancer.ts';
import { pem } from './pem.ts';
import { renderDatabaseRouter } from './render-database-router.ts';
import { hostPemPath, sitePemPath } from './render-frontends.ts';
import { renderLoadBalancer, tooSlowPagePath, unavailablePagePath } from './render-load-balancer.ts';
import {
  databaseRouterConfigurationPath,
  renderDatabaseRouterUnit,
  renderLoadBalancerDropIn,
  renderSaveState,
  saveStatePath,
} from './render-units.ts';

/** HAProxy at the edge, on load balancers. */
export function contributeHaproxy(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('loadBalancer')) return {};
  const read = [hostTls.authority, configurationPath, hostPemPath, sitePemPath, tooSlowPagePath, unavailablePagePath];
  return {
    packages: ['curl', 'haproxy', 'socat'],
    files: [
      publicFile(configurationPath, renderLoadBalancer(lowerLoadBalancer(platform, host))),
      secretFile(hostPemPath, pem(keyPairOf(host, materials))),
      secretFile(sitePemPath, pem(materials.certificates.site)),
      publicFile(tooSlowPagePath, tooSlowPage),
      publicFile(unavailablePagePath, unavailablePage),
      publicFile(dropInPath, renderLoadBalancerDropIn()),
      { ...publicFile(saveStatePath, renderSaveState()), mode: 0o755 },
    ],
    units: [
      {
        name: 'haproxy.service',
        kind: 'service',
        order: 80,
        restartOn: [dropInPath],
        reloadOn: read,
        restartDisruption: 'failover',
      },
    ],
    listens: [
      { protocol: 'tcp', address: 'any', port: ports.http, process: 'haproxy' },
      { protocol: 'tcp', address: 'any', port: ports.https, process: 'haproxy' },
      { protocol: 'tcp', address: 'loopback', port: loadBalancerHealth.port, process: 'haproxy' },
      { protocol: 'tcp', address: 'private', port: ports.haproxyMetrics, process: 'haproxy' },
      { protocol: 'tcp', address: 'private', port: ports.haproxyPeers, process: 'haproxy' },
    ],
    checks: [{ name: 'haproxy.cfg', argv: checkCommand(configurationPath), covers: read }],
    probes: [
      {
        name: 'HAProxy serves',
        argv: answersCommand(`http://127.0.0.1:${loadBalancerHealth.port}${loadBalancerHealth.path}`),
        timeoutMs: 10_000,
      },
    ],
  };
}

/** HAProxy as the way to the database, on application hosts. */
export function contributeDatabaseRouter(platform: Platform, host: Host, _materials: Materials): Contribution {
  if (!host.roles.includes('app')) return {};
  const path = databaseRouterConfigurationPath;
  return {
    packages: ['haproxy'],
    files: [publicFile(path, databaseRouterText(platform)), publicFile(routerUnitPath, renderDatabaseRouterUnit())],
    units: [
      {
        name: 'smartx-database-router.service',
        kind: 'service',
        order: 50,
        restartOn: [routerUnitPath],
        reloadOn: [path],
        restartDisruption: 'restart',
      },
    ],
    listens: [
      { protocol: 'tcp', address: 'loopback', port: ports.mysql, process: 'haproxy' },
      { protocol: 'tcp', address: 'loopback', port: databaseReadPort, process: 'haproxy' },
    ],
    checks: [{ name: 'database-router.cfg', argv: checkCommand(path), covers: [path] }],
  };
}

const configurationPath = '/etc/haproxy/haproxy.cfg';
const dropInPath = '/etc/systemd/system/haproxy.service.d/smartx.conf';
const routerUnitPath = '/etc/systemd/system/smartx-database-router.service';

const databaseRouterText = perPlatform((platform) => renderDatabaseRouter(lowerDatabaseRouter(platform)));
