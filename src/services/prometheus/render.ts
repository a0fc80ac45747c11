import { writtenBySmartx } from '../file.ts';
import { hostTls } from '../host-tls.ts';
import type { ScrapeJob } from './model.ts';

/**
 * prometheus.yml (prometheus.io/docs, "Configuration"). Every series carries the host's name, which stays the same when
 * an address changes. Alerting rules stand in files of their own.
 *
 * @param intervalSeconds between two scrapes of a target; an answer may take as long, but ten seconds at most
 */
export function renderPrometheus(
  jobs: readonly ScrapeJob[],
  ruleFiles: readonly string[],
  intervalSeconds: number,
  environment: string,
  alertmanagers: readonly string[],
): string {
  return `# ${writtenBySmartx}
global:
  scrape_interval: ${intervalSeconds}s
  scrape_timeout: ${Math.min(intervalSeconds, 10)}s
  evaluation_interval: ${intervalSeconds}s
  external_labels:
    environment: ${environment}
${renderRuleFiles(ruleFiles)}${renderAlerting(alertmanagers)}scrape_configs:
${jobs.map(renderJob).join('')}`;
}

function renderRuleFiles(paths: readonly string[]): string {
  return paths.length === 0 ? '' : `rule_files:\n${paths.map((path) => `  - ${path}\n`).join('')}`;
}

/** To all of them, each of which tells the others what it told people (prometheus.io/docs, "Configuration: alertmanager_config"). */
function renderAlerting(addresses: readonly string[]): string {
  return `alerting:
  alertmanagers:
    - scheme: https
      tls_config:
        ca_file: ${hostTls.authority}
        cert_file: ${hostTls.certificate}
        key_file: ${hostTls.key}
      static_configs:
        - targets: [${addresses.map((address) => `'${address}'`).join(', ')}]
`;
}

function renderJob(job: ScrapeJob): string {
  return `  - job_name: ${job.name}
    metrics_path: ${job.metricsPath}
${job.overTls ? overTls : ''}${job.probe === undefined ? '' : renderProbe(job.probe)}    static_configs:
${job.targets.map(({ address, host }) => `      - targets: ['${address}']\n        labels:\n          host: ${host}\n`).join('')}`;
}

/** The blackbox exporter is asked instead of the target, which becomes a parameter (its README, "Prometheus Configuration"). */
function renderProbe(probe: NonNullable<ScrapeJob['probe']>): string {
  return `    params:
      module: [${probe.module}]
    relabel_configs:
      - source_labels: [__address__]
        target_label: __param_target
      - source_labels: [__param_target]
        target_label: instance
      - target_label: __address__
        replacement: ${probe.exporter}
`;
}

/** Certificates of hosts hold their private addresses, by which targets are known: the default verifies them. */
const overTls = `    scheme: https
    tls_config:
      ca_file: ${hostTls.authority}
      cert_file: ${hostTls.certificate}
      key_file: ${hostTls.key}
`;
