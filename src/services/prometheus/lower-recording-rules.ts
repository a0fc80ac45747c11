import type { Platform } from '../../platform/platform.ts';
import { lowerDurationRules } from './lower-duration-rules.ts';
import type { RecordingRule } from './model.ts';
import { realFileSystems } from './real-file-systems.ts';

/**
 * What the dashboard and the overview draw, computed once: a chart of a month reads one series in place of hundreds.
 * Names say level, what is measured and how it was computed (prometheus.io/docs, "Recording rules").
 */
export function lowerRecordingRules({ monitoring }: Platform): readonly RecordingRule[] {
  // A rate needs two scrapes, and one or two may be missing.
  const minute = `[${Math.max(60, 4 * monitoring.scrapeIntervalSeconds)}s]`;
  const rate = (by: string, series: string) => `sum by (${by}) (rate(${series}${minute}))`;
  return [
    ...hostRules(rate),
    ...trafficRules(rate),
    ...databaseRules(rate),
    ...siteRules(rate, minute),
    ...lowerDurationRules(),
  ];
}

type Rate = (by: string, series: string) => string;

function hostRules(rate: Rate): readonly RecordingRule[] {
  const idle = rate('host', 'node_cpu_seconds_total{mode=~"idle|iowait"}');
  const traffic = (direction: string) => rate('host', `node_network_${direction}_bytes_total{device!="lo"}`);
  return [
    {
      record: 'smartx:host_cpu:ratio',
      expr: `clamp_min(1 - ${idle} / count by (host) (node_cpu_seconds_total{mode="idle"}), 0)`,
    },
    {
      record: 'smartx:host_memory:ratio',
      expr: '1 - max by (host) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)',
    },
    {
      record: 'smartx:host_disk:ratio',
      // Of the fullest file system, as a user who is not root sees it.
      expr: `1 - min by (host) (node_filesystem_avail_bytes${realFileSystems} / (node_filesystem_size_bytes${realFileSystems} > 0))`,
    },
    { record: 'smartx:host_network_receive_bytes:rate1m', expr: traffic('receive') },
    { record: 'smartx:host_network_transmit_bytes:rate1m', expr: traffic('transmit') },
  ];
}

/** Of users, not of probes by name: what a load balancer answers itself counts as well. */
function trafficRules(rate: Rate): readonly RecordingRule[] {
  return [
    { record: 'smartx:lb_requests:rate1m', expr: rate('host', 'haproxy_frontend_http_requests_total{proxy="https"}') },
    {
      record: 'smartx:edge_requests:rate1m',
      expr: rate('host, server', 'haproxy_server_http_responses_total{proxy=~"web.*"}'),
    },
    { record: 'smartx:responses:rate1m', expr: rate('code', 'haproxy_frontend_http_responses_total{proxy="https"}') },
  ];
}

/** Below this, single requests would decide. */
const requestsPerSecondMin = 1 / 3;

/** Share of all answers in a minute that are errors of the platform; nothing where hardly anybody asks. */
const failed = `sum(smartx:responses:rate1m{code="5xx"}) / (sum(smartx:responses:rate1m) > ${requestsPerSecondMin.toFixed(3)})`;

function databaseRules(rate: Rate): readonly RecordingRule[] {
  const applied = 'mysql_perf_schema_last_applied_transaction';
  const end = `${applied}_end_apply_timestamp_seconds`;
  return [
    { record: 'smartx:database_queries:rate1m', expr: rate('host', 'mysql_global_status_questions') },
    {
      record: 'smartx:database_primary',
      // Whoever takes writes: the agent leaves every other member read only.
      expr: 'max by (host) (mysql_global_variables_super_read_only == bool 0)',
    },
    {
      record: 'smartx:database_lag_seconds',
      // From the commit on the primary to the end of the newest transaction that was applied here. A worker that had
      // nothing to do for an hour tells of then.
      expr: `max by (host) (clamp_min(${end} - ${applied}_original_commit_timestamp_seconds, 0) and ${end} == on (host) group_left () max by (host) (${end} > 0))`,
    },
  ];
}

function siteRules(rate: Rate, minute: string): readonly RecordingRule[] {
  const left = (series: string) => `(${series} - time()) / 86400`;
  const ends = 'smartx_certificate_not_after_timestamp_seconds';
  const named = (series: string, name: string) => `label_replace(${series}, "name", "${name}", "", "")`;
  return [
    { record: 'smartx:dns_queries:rate1m', expr: rate('host', 'smartx_knot_queries_total') },
    { record: 'smartx:site_up', expr: 'max by (app) (probe_success{job="probe-virtual-address"})' },
    {
      record: 'smartx:site_availability:ratio',
      // The worse of the two: nothing while no probe is answered, and else without the share of requests that failed.
      // Those that failed in the same minute as a probe are not counted twice.
      expr: `(min_over_time(smartx:site_up${minute}) == 1) * on () group_left () (1 - ${failed} or vector(1)) or smartx:site_up`,
    },
    {
      record: 'smartx:certificate_days_left',
      expr: [
        left(`max by (name) (label_replace(${ends}{name="host"}, "name", "$1", "host", "(.+)"))`),
        left(named(`min(${ends}{name="authority"})`, 'authority')),
        left(named('min(probe_ssl_earliest_cert_expiry{job=~"probe-site.*|probe-virtual-address"})', 'site')),
      ].join(' or '),
    },
  ];
}
