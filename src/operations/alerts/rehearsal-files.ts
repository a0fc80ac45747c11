import type { Host, Platform } from '../../platform/platform.ts';
import { ports } from '../../platform/platform.ts';
import { writtenBySmartx } from '../../services/file.ts';
import { hostTls } from '../../services/host-tls.ts';
import { lowerRuleFiles } from '../../services/prometheus/lower-rules.ts';
import { rehearsedForSeconds } from '../../services/prometheus/rehearse.ts';
import { renderRules } from '../../services/prometheus/render-rules.ts';

/** In memory, gone with the unit. */
export const rehearsalDirectory = '/run/smartx-rehearsal';
export const rehearsalUnit = 'smartx-rehearsal';
/** On loopback. */
const rehearsalPort = 9098;

/** What the Prometheus of a rehearsal reads, by path: the rules in force, which only wait less. */
export function rehearsalFiles(platform: Platform, host: Host): ReadonlyMap<string, string> {
  const rules = lowerRuleFiles(platform).map(
    (file) => [`${rehearsalDirectory}/rules/${file.name}.yml`, renderRules(file, rehearsedForSeconds)] as const,
  );
  return new Map([[`${rehearsalDirectory}/prometheus.yml`, renderConfiguration(platform, host)], ...rules]);
}

/**
 * It scrapes nothing: past and future lie in its data. What rules add to it comes before the end of what is there, so that it
 * has to be taken out of order (prometheus.io/docs, "Configuration: tsdb"). The label keeps its alerts apart.
 */
function renderConfiguration({ environment }: Platform, host: Host): string {
  return `# ${writtenBySmartx}
global:
  evaluation_interval: 1s
  external_labels:
    environment: ${environment}
    drill: alerts
storage:
  tsdb:
    out_of_order_time_window: 1h
rule_files: ['${rehearsalDirectory}/rules/*.yml']
alerting:
  alertmanagers:
    - scheme: https
      tls_config:
        ca_file: ${hostTls.authority}
        cert_file: ${hostTls.certificate}
        key_file: ${hostTls.key}
      static_configs:
        - targets: ['${host.privateAddress}:${ports.alertmanager}']
`;
}

/** Samples are a second apart: what is not told any more is soon missed. */
export const prometheusArgv: readonly string[] = [
  '/usr/bin/prometheus',
  `--config.file=${rehearsalDirectory}/prometheus.yml`,
  `--storage.tsdb.path=${rehearsalDirectory}/data`,
  `--web.listen-address=127.0.0.1:${rehearsalPort}`,
  '--query.lookback-delta=3s',
  // What fires at its start comes before it knows its Alertmanager, and is told again only after this time. Alertmanager
  // holds an alert for four times as long.
  '--rules.alert.resend-delay=10s',
];

export const startArgv: readonly string[] = [
  ...['systemd-run', '--quiet', '--collect', `--unit=${rehearsalUnit}`, '--uid=prometheus', '--gid=prometheus'],
  // Whoever forgets it: it ends by itself, and takes its files along.
  ...['--property=RuntimeMaxSec=300', `--property=ExecStopPost=+/bin/rm -rf ${rehearsalDirectory}`],
  ...['--property=NoNewPrivileges=yes', '--property=ProtectSystem=strict', '--property=ProtectHome=yes'],
  `--property=ReadWritePaths=${rehearsalDirectory}`,
  ...prometheusArgv,
];
