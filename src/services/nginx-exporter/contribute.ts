import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { exporterParts } from '../exporter.ts';
import { nginxStatus } from '../local-endpoints.ts';
import type { Contribution } from '../manifest.ts';

/** The exporter of Nginx's counters, on web hosts. */
export function contributeNginxExporter(_platform: Platform, host: Host): Contribution {
  if (!host.roles.includes('web')) return {};
  const argv = [
    `--nginx.scrape-uri=http://127.0.0.1:${nginxStatus.port}${nginxStatus.path}`,
    `--web.listen-address=${host.privateAddress}:${ports.nginxExporter}`,
  ];
  const exporter = exporterParts('prometheus-nginx-exporter', argv, { overTls: true });
  return {
    packages: ['prometheus-nginx-exporter'],
    files: exporter.files,
    units: [exporter.unit],
    listens: [{ protocol: 'tcp', address: 'private', port: ports.nginxExporter, process: 'prometheus-ngin' }],
  };
}
