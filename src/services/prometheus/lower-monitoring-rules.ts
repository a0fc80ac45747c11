import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { alertmanagerUrl } from '../local-endpoints.ts';
import type { AlertingRule, ForgedSeries, Rehearsal } from './model.ts';
import { rateWindow } from './rate-window.ts';

/** Fires always: whoever gets it outside notices when it stops coming. */
export const watchdog = 'Watchdog';

/** What must be told about monitoring itself. */
export function lowerMonitoringRules(platform: Platform): readonly AlertingRule[] {
  const [host] = hostsWithRole(platform, 'monitoring');
  if (host === undefined) return [];
  const of = `host="${host.name}"`;
  const window = rateWindow(platform, 300);
  const share = (bad: string, all: string, by: string) =>
    `sum by (${by}) (rate(${bad}[${window}])) / sum by (${by}) (rate(${all}[${window}])) > 0.1`;
  return [
    {
      ...common,
      alert: watchdog,
      expr: 'vector(1)',
      forSeconds: 0,
      severity: 'warning',
      summary: 'Monitoring works',
      description: 'This alert always fires. When it stops coming, monitoring is gone.',
      rehearsal: { series: [], wrong: 'throughout' },
    },
    {
      ...common,
      alert: 'MetricsMissing',
      expr: 'up == 0',
      forSeconds: 300,
      severity: 'warning',
      summary: 'No measurements of {{ $labels.job }} arrive from {{ $labels.host }}',
      description: 'What is measured there is not known, and no alert about it can fire.',
      rehearsal: { series: [{ series: `up{job="blackbox",${of}}`, well: 1, wrong: 0 }] },
    },
    {
      ...common,
      alert: 'MonitoringConfigurationOld',
      expr: 'prometheus_config_last_reload_successful == 0 or alertmanager_config_last_reload_successful == 0',
      forSeconds: 60,
      severity: 'warning',
      summary: 'Monitoring on {{ $labels.host }} runs with an old configuration',
      description: '{{ $labels.job }} has not accepted its newest configuration.',
      rehearsal: {
        series: ['prometheus', 'alertmanager'].map((job) => ({
          series: `${job}_config_last_reload_successful{job="${job}",${of}}`,
          ...{ well: 1, wrong: 0 },
        })),
      },
    },
    {
      ...common,
      alert: 'RulesFail',
      expr: share('prometheus_rule_evaluation_failures_total', 'prometheus_rule_evaluations_total', 'host'),
      forSeconds: 60,
      severity: 'warning',
      summary: 'Rules cannot be evaluated on {{ $labels.host }}',
      description: '{{ $value | humanizePercentage }} of the evaluations fail: alerts may be missing.',
      rehearsal: failing(
        `prometheus_rule_evaluation_failures_total{${of}}`,
        `prometheus_rule_evaluations_total{${of}}`,
      ),
    },
    {
      ...common,
      alert: 'AlertsDoNotArrive',
      expr: aboutAlertmanager(
        platform,
        share('prometheus_notifications_errors_total', 'prometheus_notifications_sent_total', 'alertmanager'),
      ),
      forSeconds: 60,
      severity: 'critical',
      summary: 'The Alertmanager of {{ $labels.host }} does not take alerts',
      description: '{{ $labels.alertmanager }} did not take {{ $value | humanizePercentage }} of them.',
      rehearsal: failing(
        `prometheus_notifications_errors_total{${of},alertmanager="${alertmanagerUrl(host)}"}`,
        `prometheus_notifications_sent_total{${of},alertmanager="${alertmanagerUrl(host)}"}`,
      ),
    },
    {
      ...common,
      alert: 'NobodyIsTold',
      expr: share('alertmanager_notifications_failed_total', 'alertmanager_notifications_total', 'integration'),
      forSeconds: 60,
      severity: 'critical',
      summary: 'Messages about alerts do not leave the platform',
      description: '{{ $value | humanizePercentage }} of those by {{ $labels.integration }} fail.',
      rehearsal: failing(
        `alertmanager_notifications_failed_total{${of},integration="webhook"}`,
        `alertmanager_notifications_total{${of},integration="webhook"}`,
      ),
    },
  ];
}

/** `host` is that of the Alertmanager, so that one which is down with its host is told of with its host. */
function aboutAlertmanager(platform: Platform, expr: string): string {
  return hostsWithRole(platform, 'monitoring').reduce(
    (inner, host) => `label_replace(${inner}, "host", "${host.name}", "alertmanager", "${alertmanagerUrl(host)}")`,
    expr,
  );
}

const common = { tier: 'monitoring', runbook: 'docs/runbooks/monitoring.md' } as const;

function failing(bad: string, all: string): Rehearsal {
  const series: readonly ForgedSeries[] = [
    { series: bad, well: { perSecond: 0 }, wrong: { perSecond: 1e6 }, mended: { perSecond: 0 } },
    { series: all, well: { perSecond: 1 }, wrong: { perSecond: 1e6 }, mended: { perSecond: 1e12 } },
  ];
  return { series };
}
