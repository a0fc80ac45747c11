import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { exporterParts } from '../exporter.ts';
import { publicFile } from '../file.ts';
import type { Contribution } from '../manifest.ts';
import { renderBlackbox } from './render.ts';

/** The prober beside Prometheus; nobody else may ask it, so that it listens on loopback. */
export function contributeBlackbox(platform: Platform, host: Host): Contribution {
  if (!host.roles.includes('monitoring')) return {};
  const listen = `--web.listen-address=127.0.0.1:${ports.blackboxExporter}`;
  const readConfiguration = `--config.file=${configurationPath}`;
  const exporter = exporterParts('prometheus-blackbox-exporter', [readConfiguration, listen, warningsOnly], {
    reload: [configurationPath],
  });
  return {
    packages: ['prometheus-blackbox-exporter'],
    files: [publicFile(configurationPath, renderBlackbox(platform)), ...exporter.files],
    units: [exporter.unit],
    listens: [{ protocol: 'tcp', address: 'loopback', port: ports.blackboxExporter, process: 'prometheus-blac' }],
    checks: [
      {
        name: 'blackbox.yml',
        argv: ['/usr/bin/prometheus-blackbox-exporter', '--config.check', readConfiguration],
        covers: [configurationPath],
      },
    ],
  };
}

/** Otherwise each probe writes a dozen lines, four times a minute for every target. */
const warningsOnly = '--log.level=warn';
const configurationPath = '/etc/prometheus/blackbox.yml';
