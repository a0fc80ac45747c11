/**
 * What Prometheus is asked for an overview: instant queries, each about as many series as there are hosts, or hosts and
 * their neighbours. What changes within seconds is asked raw, since recorded series lag by an evaluation.
 */
export const overviewQueries = [
  {
    name: 'age',
    // By Prometheus' own clock: that of whoever asks may be wrong.
    expr: 'time() - max(timestamp(up))',
    everySeconds: 5,
  },
  { name: 'up', expr: 'min by (host, job) (up{job!~"probe-.*"})', everySeconds: 5 },
  {
    name: 'servers',
    expr: 'haproxy_server_status{proxy=~"web.*"} == 1',
    everySeconds: 5,
  },
  { name: 'vrrp', expr: 'max by (host) (smartx_vrrp_state)', everySeconds: 5 },
  {
    name: 'database',
    expr: '{__name__=~"mysql_up|mysql_perf_schema_replication_group_member_info"}',
    everySeconds: 5,
  },
  { name: 'probes', expr: 'min by (host, job) (probe_success{job!="probe-virtual-address"})', everySeconds: 5 },
  { name: 'site', expr: 'max by (app) (probe_success{job="probe-virtual-address"})', everySeconds: 5 },
  {
    name: 'recorded',
    expr: `{__name__=~"smartx:(${[
      'certificate_days_left',
      'database_lag_seconds',
      'database_queries:rate1m',
      'dns_queries:rate1m',
      'edge_requests:rate1m',
      'host_(cpu|disk|memory):ratio',
      'host_network_(receive|transmit)_bytes:rate1m',
      'lb_requests:rate1m',
      'request_duration_seconds:p(50|95|99)',
      'responses:rate1m',
    ].join('|')})"}`,
    everySeconds: 5,
  },
  {
    name: 'alerts',
    // The value is the moment since when the rule holds. Watchdog always fires.
    expr: 'ALERTS_FOR_STATE{alertname!="Watchdog"} and ignoring(alertstate) ALERTS{alertstate="firing"}',
    everySeconds: 5,
  },
  {
    name: 'backups',
    // Hosts take turns, and one that is gone now may have made the newest.
    expr: 'time() - max by (kind) (last_over_time(smartx_backup_last_success_timestamp_seconds[1d]))',
    everySeconds: 60,
  },
  {
    name: 'verifiedBackup',
    expr: 'time() - max(last_over_time(smartx_backup_verified_backup_timestamp_seconds[1d]))',
    everySeconds: 60,
  },
  ...(['24h', '7d', '30d'] as const).flatMap((window) => [
    {
      name: `uptime${window}`,
      expr: `avg_over_time(smartx:site_availability:ratio[${window}])`,
      everySeconds: 60,
    } as const,
    {
      name: `known${window}`,
      expr: `count_over_time(smartx:site_availability:ratio[${window}])`,
      everySeconds: 60,
    } as const,
  ]),
] as const satisfies readonly OverviewQuery[];

export interface OverviewQuery {
  readonly name: string;
  /** PromQL, for /api/v1/query. */
  readonly expr: string;
  /** Asked more often it costs more than it tells. */
  readonly everySeconds: number;
}

/** What is about hours and days: it is asked once a minute, and worth showing when the newest figures are old. */
export function isSeldom({ everySeconds }: OverviewQuery): boolean {
  return everySeconds >= 60;
}

export type QueryName = (typeof overviewQueries)[number]['name'];
