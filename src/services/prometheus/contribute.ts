import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { exporterParts } from '../exporter.ts';
import { publicFile } from '../file.ts';
import type { Contribution } from '../manifest.ts';
import { lowerScrapeJobs } from './lower.ts';
import { renderPrometheus } from './render.ts';

/** Prometheus on monitoring hosts. Several of them each watch everything. */
export function contributePrometheus(platform: Platform, host: Host): Contribution {
  if (!host.roles.includes('monitoring')) return {};
  const { scrapeIntervalSeconds, retentionDays } = platform.monitoring;
  const jobs = lowerScrapeJobs(platform, host);
  const listen = `${host.privateAddress}:${ports.prometheus}`;
  const daemon = exporterParts(
    'prometheus',
    [
      `--config.file=${configurationPath}`,
      `--storage.tsdb.retention.time=${retentionDays}d`,
      `--web.listen-address=${listen}`,
    ],
    { reload: [configurationPath] },
  );
  return {
    packages: ['prometheus'],
    files: [
      publicFile(configurationPath, renderPrometheus(jobs, scrapeIntervalSeconds, platform.environment)),
      ...daemon.files,
    ],
    units: [daemon.unit],
    listens: [{ protocol: 'tcp', address: 'private', port: ports.prometheus, process: 'prometheus' }],
    checks: [
      {
        name: 'prometheus.yml',
        argv: ['/usr/bin/promtool', 'check', 'config', configurationPath],
        covers: [configurationPath],
      },
    ],
    probes: [
      {
        name: 'Prometheus is ready',
        argv: ['curl', '-fsS', '-o', '/dev/null', '--max-time', '3', `http://${listen}/-/ready`],
        timeoutMs: 30_000,
      },
    ],
  };
}

export const configurationPath = '/etc/prometheus/prometheus.yml';
