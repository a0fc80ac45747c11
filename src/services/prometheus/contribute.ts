import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { exporterParts } from '../exporter.ts';
import { publicFile } from '../file.ts';
import { hostTls } from '../host-tls.ts';
import { prometheusListen } from '../local-endpoints.ts';
import type { Contribution } from '../manifest.ts';
import { lowerScrapeJobs } from './lower.ts';
import { lowerRuleFiles } from './lower-rules.ts';
import { renderPrometheus } from './render.ts';
import { renderRules } from './render-rules.ts';

/** Prometheus on monitoring hosts. Several of them each watch everything. */
export function contributePrometheus(platform: Platform, host: Host): Contribution {
  if (!host.roles.includes('monitoring')) return {};
  const { scrapeIntervalSeconds, retentionDays, bytesMax } = platform.monitoring;
  const jobs = lowerScrapeJobs(platform, host);
  const ruleFiles = lowerRuleFiles(platform).map((file) => publicFile(rulesPath(file.name), renderRules(file)));
  const rulePaths = ruleFiles.map(({ path }) => path);
  const daemon = exporterParts(
    'prometheus',
    [
      `--config.file=${configurationPath}`,
      `--storage.tsdb.retention.time=${retentionDays}d`,
      `--storage.tsdb.retention.size=${renderSize(bytesMax)}`,
      `--web.listen-address=${prometheusListen}`,
    ],
    { reload: [configurationPath, ...rulePaths] },
  );
  return {
    packages: ['prometheus'],
    directories: [{ path: rulesDirectory, mode: 0o755, owner: 'root', group: 'root' }],
    files: [
      publicFile(
        configurationPath,
        renderPrometheus(jobs, rulePaths, scrapeIntervalSeconds, platform.environment, alertmanagersOf(platform)),
      ),
      ...ruleFiles,
      ...daemon.files,
    ],
    units: [daemon.unit],
    listens: [{ protocol: 'tcp', address: 'loopback', port: ports.prometheus, process: 'prometheus' }],
    checks: [
      {
        name: 'prometheus.yml',
        argv: ['/usr/bin/promtool', 'check', 'config', configurationPath],
        covers: [configurationPath],
      },
      {
        // The exporters read it without a checker of their own, and all hosts have the same.
        name: 'web.yml',
        argv: ['/usr/bin/promtool', 'check', 'web-config', hostTls.web],
        covers: [hostTls.authority, hostTls.certificate, hostTls.key, hostTls.web].sort(),
      },
      ...rulePaths.map((path) => ({
        name: `rules/${path.slice(rulesDirectory.length + 1)}`,
        argv: rulesCommand(path),
        covers: [path],
      })),
    ],
    probes: [
      {
        name: 'Prometheus is ready',
        argv: ['curl', '-fsS', '-o', '/dev/null', '--max-time', '3', `http://${prometheusListen}/-/ready`],
        timeoutMs: 30_000,
      },
    ],
  };
}

function alertmanagersOf(platform: Platform): readonly string[] {
  return hostsWithRole(platform, 'monitoring').map(({ privateAddress }) => `${privateAddress}:${ports.alertmanager}`);
}

/** The directory is ours alone. */
const rulesDirectory = '/etc/prometheus/rules';
export function rulesPath(name: string): string {
  return `${rulesDirectory}/${name}.yml`;
}

/** Rules that are there twice are a mistake, too. */
function rulesCommand(path: string): readonly string[] {
  return ['/usr/bin/promtool', 'check', 'rules', '--lint=all', '--lint-fatal', path];
}

export const configurationPath = '/etc/prometheus/prometheus.yml';

/** Prometheus calls 1,024 bytes 1KB. */
function renderSize(bytes: number): string {
  const mebibytes = bytes / 1_024 ** 2;
  return mebibytes % 1_024 === 0 ? `${mebibytes / 1_024}GB` : `${mebibytes}MB`;
}
