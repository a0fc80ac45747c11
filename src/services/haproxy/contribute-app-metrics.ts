import { isAppColocated } from '../../platform/flows.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { appMetricsPath, appsWithMetrics } from '../app-metrics.ts';
import { publicFile, secretFile } from '../file.ts';
import { hostTls, keyPairOf, namesOfScrapers } from '../host-tls.ts';
import type { Contribution, Materials } from '../manifest.ts';
import { checkCommand } from './commands.ts';
import type { AppMetrics } from './model.ts';
import { pem } from './pem.ts';
import {
  appMetricsConfigurationPath as configurationPath,
  appMetricsPemPath as pemPath,
  renderAppMetrics,
  renderAppMetricsUnit,
} from './render-app-metrics.ts';

/** On application hosts: the way of monitoring to what applications tell of themselves, where one does. */
export function contributeAppMetrics(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('app') || appsWithMetrics(platform).length === 0) return {};
  return {
    packages: ['haproxy'],
    files: [
      publicFile(configurationPath, renderAppMetrics(lowerAppMetrics(platform, host))),
      secretFile(pemPath, pem(keyPairOf(host, materials)), 'haproxy'),
      publicFile(unitPath, renderAppMetricsUnit()),
    ],
    units: [
      {
        name: 'smartx-app-metrics.service',
        kind: 'service',
        order: 90,
        restartOn: [unitPath],
        reloadOn: [configurationPath, pemPath, hostTls.authority].sort(),
        restartDisruption: 'none',
      },
    ],
    listens: [{ protocol: 'tcp', address: 'private', port: ports.appMetrics, process: 'haproxy' }],
    checks: [
      {
        name: 'app-metrics.cfg',
        argv: checkCommand(configurationPath),
        covers: [configurationPath, pemPath, hostTls.authority].sort(),
      },
    ],
  };
}

const unitPath = '/etc/systemd/system/smartx-app-metrics.service';

function lowerAppMetrics(platform: Platform, host: Host): AppMetrics {
  const address = isAppColocated(platform.hosts) ? '127.0.0.1' : host.privateAddress;
  return {
    privateAddress: host.privateAddress,
    scrapers: namesOfScrapers(platform),
    apps: appsWithMetrics(platform).map((app) => ({
      id: app.id,
      at: appMetricsPath(app),
      path: app.metricsPath,
      hostName: app.hostNames[0] ?? platform.domain,
      address: `${address}:${app.port}`,
    })),
  };
}
