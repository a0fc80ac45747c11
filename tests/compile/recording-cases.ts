/** What a recording rule must make of what exporters told. */
export interface RecordingCase {
  readonly title: string;
  readonly record: string;
  /** Every five seconds, in the notation of promtool(1): `0+5x24` counts up for two minutes. */
  readonly series: Readonly<Record<string, string>>;
  /** By labels. */
  readonly gives: Readonly<Record<string, number>>;
}

/** When it is looked at. */
export const lookedAt = '2m';

const workers = (name: string, host: string, worker: number) =>
  `mysql_perf_schema_last_applied_transaction_${name}_timestamp_seconds{host="${host}",member_id="${worker}"}`;
const notAfter = (host: string, name: string) =>
  `smartx_certificate_not_after_timestamp_seconds{host="${host}",name="${name}"}`;
const durations = (host: string, code: string, le: string) =>
  `smartx_http_request_duration_seconds_bucket{app="app",host="${host}",code="${code}",le="${le}"}`;
const day = 86_400;
/** In how many days, by the clock of the test. */
const inDays = (days: number) => `${days * day + 120}x24`;

/** A tenth of the answers. */
const failing = {
  'haproxy_frontend_http_responses_total{host="lb-1",proxy="https",code="2xx"}': '0+45x24',
  'haproxy_frontend_http_responses_total{host="lb-1",proxy="https",code="5xx"}': '0+5x24',
};

export const recordingCases: readonly RecordingCase[] = [
  {
    title: 'two cores, of which one works and the other waits for its disk',
    record: 'smartx:host_cpu:ratio',
    series: {
      'node_cpu_seconds_total{host="web-1",cpu="0",mode="user"}': '0+5x24',
      'node_cpu_seconds_total{host="web-1",cpu="0",mode="idle"}': '0x24',
      'node_cpu_seconds_total{host="web-1",cpu="1",mode="idle"}': '0+1x24',
      'node_cpu_seconds_total{host="web-1",cpu="1",mode="iowait"}': '0+4x24',
    },
    gives: { 'host="web-1"': 0.5 },
  },
  {
    title: 'what could be freed is not used',
    record: 'smartx:host_memory:ratio',
    series: {
      'node_memory_MemTotal_bytes{host="web-1"}': '1000x24',
      'node_memory_MemAvailable_bytes{host="web-1"}': '250x24',
      'node_memory_MemFree_bytes{host="web-1"}': '10x24',
    },
    gives: { 'host="web-1"': 0.75 },
  },
  {
    title: 'the fullest file system, and none without a size',
    record: 'smartx:host_disk:ratio',
    series: {
      'node_filesystem_size_bytes{host="db-1",mountpoint="/"}': '100x24',
      'node_filesystem_avail_bytes{host="db-1",mountpoint="/"}': '75x24',
      'node_filesystem_size_bytes{host="db-1",mountpoint="/var/lib/mysql"}': '1000x24',
      'node_filesystem_avail_bytes{host="db-1",mountpoint="/var/lib/mysql"}': '125x24',
      'node_filesystem_size_bytes{host="db-1",mountpoint="/empty"}': '0x24',
      'node_filesystem_avail_bytes{host="db-1",mountpoint="/empty"}': '0x24',
    },
    gives: { 'host="db-1"': 0.875 },
  },
  ...(['receive', 'transmit'] as const).map((direction) => ({
    title: 'both legs, and not what stays on the host',
    record: `smartx:host_network_${direction}_bytes:rate1m`,
    series: {
      [`node_network_${direction}_bytes_total{host="lb-1",device="eth0"}`]: '0+500x24',
      [`node_network_${direction}_bytes_total{host="lb-1",device="eth1"}`]: '0+250x24',
      [`node_network_${direction}_bytes_total{host="lb-1",device="lo"}`]: '0+9000x24',
    },
    gives: { 'host="lb-1"': 150 },
  })),
  {
    title: 'those of users, and not scrapes of metrics',
    record: 'smartx:lb_requests:rate1m',
    series: {
      'haproxy_frontend_http_requests_total{host="lb-1",proxy="https"}': '0+50x24',
      'haproxy_frontend_http_requests_total{host="lb-1",proxy="metrics"}': '0+5x24',
      'haproxy_frontend_http_requests_total{host="lb-2",proxy="https"}': '0x24',
    },
    gives: { 'host="lb-1"': 10, 'host="lb-2"': 0 },
  },
  {
    title: 'from each load balancer to each web host, whatever the backend and the answer',
    record: 'smartx:edge_requests:rate1m',
    series: {
      'haproxy_server_http_responses_total{host="lb-1",proxy="web",server="web-1",code="2xx"}': '0+50x24',
      'haproxy_server_http_responses_total{host="lb-1",proxy="web",server="web-1",code="5xx"}': '0+5x24',
      'haproxy_server_http_responses_total{host="lb-1",proxy="web_alive",server="web-1",code="2xx"}': '0+20x24',
      'haproxy_server_http_responses_total{host="lb-1",proxy="web",server="web-2",code="2xx"}': '0+10x24',
    },
    gives: { 'host="lb-1",server="web-1"': 15, 'host="lb-1",server="web-2"': 2 },
  },
  {
    title: 'of both load balancers together',
    record: 'smartx:responses:rate1m',
    series: {
      'haproxy_frontend_http_responses_total{host="lb-1",proxy="https",code="2xx"}': '0+50x24',
      'haproxy_frontend_http_responses_total{host="lb-2",proxy="https",code="2xx"}': '0+25x24',
      'haproxy_frontend_http_responses_total{host="lb-1",proxy="https",code="5xx"}': '0+5x24',
      'haproxy_frontend_http_responses_total{host="lb-1",proxy="http",code="3xx"}': '0+5x24',
    },
    gives: { 'code="2xx"': 15, 'code="5xx"': 1 },
  },
  {
    title: 'statements of clients',
    record: 'smartx:database_queries:rate1m',
    series: { 'mysql_global_status_questions{host="db-1",instance="10.0.0.1:9104"}': '0+100x24' },
    gives: { 'host="db-1"': 20 },
  },
  {
    title: 'the one that takes writes',
    record: 'smartx:database_primary',
    series: {
      'mysql_global_variables_super_read_only{host="db-1"}': '1x24',
      'mysql_global_variables_super_read_only{host="db-2"}': '0x24',
    },
    gives: { 'host="db-1"': 0, 'host="db-2"': 1 },
  },
  {
    title: 'the newest transaction counts, not what an idle worker did long ago',
    record: 'smartx:database_lag_seconds',
    series: {
      [workers('original_commit', 'db-1', 1)]: '100x24',
      [workers('end_apply', 'db-1', 1)]: '160x24',
      [workers('original_commit', 'db-1', 2)]: '200x24',
      [workers('end_apply', 'db-1', 2)]: '200.5x24',
      [workers('original_commit', 'db-1', 3)]: '0x24',
      [workers('end_apply', 'db-1', 3)]: '0x24',
    },
    gives: { 'host="db-1"': 0.5 },
  },
  {
    title: 'clocks that differ make nobody be ahead',
    record: 'smartx:database_lag_seconds',
    series: { [workers('original_commit', 'db-1', 1)]: '200x24', [workers('end_apply', 'db-1', 1)]: '199x24' },
    gives: { 'host="db-1"': 0 },
  },
  {
    title: 'whatever they come over',
    record: 'smartx:dns_queries:rate1m',
    series: {
      'smartx_knot_queries_total{host="ns-1",protocol="udp4"}': '0+50x24',
      'smartx_knot_queries_total{host="ns-1",protocol="tcp4"}': '0+5x24',
    },
    gives: { 'host="ns-1"': 11 },
  },
  {
    title: 'up while anybody gets it, each application by itself',
    record: 'smartx:site_up',
    series: {
      'probe_success{job="probe-virtual-address",host="ns-1",app="app-api"}': '1x24',
      'probe_success{job="probe-virtual-address",host="ns-2",app="app-api"}': '0x24',
      'probe_success{job="probe-virtual-address",host="ns-1",app="app-shop"}': '0x24',
      'probe_success{job="probe-site",host="lb-1"}': '1x24',
    },
    gives: { 'app="app-api"': 1, 'app="app-shop"': 0 },
  },
  {
    title: 'without the share of requests that failed, and nothing of an application that does not answer',
    record: 'smartx:site_availability:ratio',
    series: {
      'probe_success{job="probe-virtual-address",host="ns-1",app="app-api"}': '1x24',
      'probe_success{job="probe-virtual-address",host="ns-1",app="app-shop"}': '0x24',
      ...failing,
    },
    gives: { 'app="app-api"': 0.9, 'app="app-shop"': 0 },
  },
  {
    title: 'requests that failed while no probe was answered are not counted once more afterwards',
    record: 'smartx:site_availability:ratio',
    series: {
      'probe_success{job="probe-virtual-address",host="ns-1",app="app"}': '1x16 0 0 1x5',
      ...failing,
    },
    gives: { 'app="app"': 1 },
  },
  {
    title: 'where hardly anybody asks, probes alone count',
    record: 'smartx:site_availability:ratio',
    series: {
      'probe_success{job="probe-virtual-address",host="ns-1",app="app"}': '1x24',
      'haproxy_frontend_http_responses_total{host="lb-1",proxy="https",code="2xx"}': '0x24',
      'haproxy_frontend_http_responses_total{host="lb-1",proxy="https",code="5xx"}': '0+1x24',
    },
    gives: { 'app="app"': 1 },
  },
  {
    title: 'a load balancer that tells nothing is no failed request',
    record: 'smartx:site_availability:ratio',
    series: { 'probe_success{job="probe-virtual-address",host="ns-1",app="app"}': '1x24' },
    gives: { 'app="app"': 1 },
  },
  {
    title: 'of each host, of the authority, and of the site',
    record: 'smartx:certificate_days_left',
    series: {
      [notAfter('lb-1', 'host')]: inDays(12),
      [notAfter('web-1', 'host')]: inDays(80),
      [notAfter('lb-1', 'authority')]: inDays(3_000),
      [notAfter('web-1', 'authority')]: inDays(3_000),
      'probe_ssl_earliest_cert_expiry{job="probe-site",host="lb-1"}': inDays(50),
      'probe_ssl_earliest_cert_expiry{job="probe-virtual-address",host="ns-1",app="app"}': inDays(49),
    },
    gives: { 'name="lb-1"': 12, 'name="web-1"': 80, 'name="authority"': 3_000, 'name="site"': 49 },
  },
  ...(
    [
      ['p50', 0.375],
      ['p95', 0.4875],
      ['p99', 0.4975],
    ] as const
  ).map(([percentile, seconds]) => ({
    title: 'within the bucket that all hosts and answers of an application fall into',
    record: `smartx:request_duration_seconds:${percentile}`,
    series: {
      [durations('web-1', '2xx', '0.25')]: '0x24',
      [durations('web-1', '2xx', '0.5')]: '0+10x24',
      [durations('web-1', '2xx', '+Inf')]: '0+10x24',
      [durations('web-2', '5xx', '0.25')]: '0x24',
      [durations('web-2', '5xx', '0.5')]: '0+5x24',
      [durations('web-2', '5xx', '+Inf')]: '0+5x24',
    },
    gives: { 'app="app"': seconds },
  })),
];

/** A file for `promtool test rules`. JSON is YAML. */
export function renderRecordingTests(rulesPath: string, cases: readonly RecordingCase[]): string {
  const tests = cases.map(({ title, record, series, gives }) => ({
    name: `${record}: ${title}`,
    interval: '5s',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: record,
        eval_time: lookedAt,
        exp_samples: Object.entries(gives).map(([labels, value]) => ({ labels: `${record}{${labels}}`, value })),
      },
    ],
  }));
  return JSON.stringify({ rule_files: [rulesPath], evaluation_interval: '5s', tests }, null, 2);
}
