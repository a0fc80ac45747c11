import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { exporterParts } from '../exporter.ts';
import { publicFile } from '../file.ts';
import type { Contribution } from '../manifest.ts';
import { renderBlackbox } from './render.ts';

/**
 * The probers: beside Prometheus, for what is inside of the platform, and on dns hosts, which have a leg in the network
 * that users come from. Only monitoring hosts may ask them.
 */
export function contributeBlackbox(platform: Platform, host: Host): Contribution {
  if (!host.roles.some((role) => role === 'dns' || role === 'monitoring')) return {};
  const listen = `--web.listen-address=${host.privateAddress}:${ports.blackboxExporter}`;
  const readConfiguration = `--config.file=${configurationPath}`;
  const exporter = exporterParts('prometheus-blackbox-exporter', [readConfiguration, listen, warningsOnly], {
    overTls: true,
    reload: [configurationPath],
  });
  return {
    packages: ['prometheus-blackbox-exporter'],
    files: [publicFile(configurationPath, renderBlackbox(platform)), ...exporter.files],
    units: [exporter.unit],
    listens: [{ protocol: 'tcp', address: 'private', port: ports.blackboxExporter, process: 'prometheus-blac' }],
    checks: [
      {
        name: 'blackbox.yml',
        argv: ['/usr/bin/prometheus-blackbox-exporter', '--config.check', readConfiguration],
        covers: [configurationPath],
      },
    ],
  };
}

/** Otherwise each probe writes a dozen lines, with every scrape of every target. */
const warningsOnly = '--log.level=warn';
const configurationPath = '/etc/prometheus/blackbox.yml';
