import { writtenBySmartx } from '../file.ts';
import { hostTls } from '../host-tls.ts';
import type { Probe, ScrapeJob, ScrapeTarget } from './model.ts';

/**
 * prometheus.yml (prometheus.io/docs, "Configuration"). Every series carries the host's name, which stays the same when
 * an address changes. Rules stand in files of their own.
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
${jobs.map((job) => renderJob(job, intervalSeconds)).join('')}`;
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

function renderJob(job: ScrapeJob, intervalSeconds: number): string {
  const { timeoutSecondsMax: timeout, dropped } = job;
  return `  - job_name: ${job.name}
    metrics_path: ${job.metricsPath}
${job.honorLabels ? '    honor_labels: true\n' : ''}${timeout === undefined ? '' : `    scrape_timeout: ${Math.min(intervalSeconds, timeout)}s\n`}${renderLimits(job)}${
  job.overTls ? overTls : ''
}${isProbe(job) ? renderProbe(job.probe) : ''}${dropped === undefined ? '' : renderDropped(dropped)}    static_configs:
${job.targets.map((target) => renderTarget(target)).join('')}`;
}

/** Whatever an exporter comes to tell one day, there is an end to what is kept of it. */
function renderLimits({ samplesMax }: ScrapeJob): string {
  return `    sample_limit: ${samplesMax}
    label_limit: 30
    label_name_length_limit: 100
    label_value_length_limit: 500
`;
}

/** Certificates of hosts hold their private addresses, by which targets are known: the default verifies them. */
const overTls = `    scheme: https
    tls_config:
      ca_file: ${hostTls.authority}
      cert_file: ${hostTls.certificate}
      key_file: ${hostTls.key}
`;

function isProbe({ metricsPath }: ScrapeJob): boolean {
  return metricsPath === '/probe';
}

/**
 * A blackbox exporter is asked instead of the target, which becomes a parameter (its README, "Prometheus Configuration").
 * Where targets say who asks, and how, that is in labels that do not stay.
 */
function renderProbe(probe: Probe | undefined): string {
  const [params, exporter] =
    probe === undefined
      ? ['', '      - source_labels: [__exporter__]\n        target_label: __address__\n']
      : [
          `    params:\n      module: [${probe.module}]\n`,
          `      - target_label: __address__\n        replacement: ${probe.exporter}\n`,
        ];
  return `${params}    relabel_configs:
      - source_labels: [__address__]
        target_label: __param_target
      - source_labels: [__param_target]
        target_label: instance
${exporter}`;
}

function renderDropped(names: string): string {
  return `    metric_relabel_configs:
      - source_labels: [__name__]
        regex: '${names}'
        action: drop
`;
}

function renderTarget({ address, host, labels, probe }: ScrapeTarget): string {
  const asked = probe === undefined ? {} : { __exporter__: probe.exporter, __param_module: probe.module };
  const all = Object.entries({ host, ...labels, ...asked }).sort(([left], [right]) => (left < right ? -1 : 1));
  return `      - targets: ['${address}']
        labels:
${all.map(([name, value]) => `          ${name}: ${value}\n`).join('')}`;
}
