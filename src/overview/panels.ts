/**
 * Every chart there is: what it asks Prometheus, and how its lines are called. The dashboard draws them, and
 * `smartx export grafana` writes the same for a Grafana. Expressions stay cheap: they read recorded series. Where a short
 * moment must not be lost between the points of a long time, they look at all of `$__interval`, as Grafana calls it.
 */
export const panels: readonly Panel[] = [
  {
    id: 'requests',
    title: 'Requests',
    about: 'Requests of users each second, by the load balancer that took them.',
    section: 'traffic',
    unit: 'perSecond',
    queries: [{ expr: 'smartx:lb_requests:rate1m', legend: '{{host}}' }],
  },
  {
    id: 'latency',
    title: 'Latency',
    about: 'How long users wait for an answer: half of them, 95 and 99 of a hundred wait no longer than this.',
    section: 'traffic',
    unit: 'seconds',
    queries: [
      { expr: 'max(smartx:request_duration_seconds:p50)', legend: 'p50' },
      { expr: 'max(smartx:request_duration_seconds:p95)', legend: 'p95' },
      { expr: 'max(smartx:request_duration_seconds:p99)', legend: 'p99' },
    ],
  },
  {
    id: 'answers',
    title: 'Answers',
    about: 'Answers each second by class of status: 2xx went well, 4xx the client got wrong, 5xx we did.',
    section: 'traffic',
    unit: 'perSecond',
    queries: [{ expr: 'sum by (code) (smartx:responses:rate1m)', legend: '{{code}}' }],
  },
  {
    id: 'failed',
    title: 'Failed and slow requests',
    about: 'Share of the requests of five minutes that failed, or that took longer than the objective allows.',
    section: 'traffic',
    unit: 'ratio',
    queries: [
      { expr: 'max(max_over_time(smartx:slo_errors:ratio_rate5m[$__interval]))', legend: 'failed' },
      { expr: 'max(max_over_time(smartx:slo_slow:ratio_rate5m[$__interval]))', legend: 'slow' },
    ],
  },
  {
    id: 'web-requests',
    title: 'Requests by web host',
    about: 'Requests each second that the load balancers send to each web host.',
    section: 'traffic',
    unit: 'perSecond',
    queries: [{ expr: 'sum by (server) (smartx:edge_requests:rate1m)', legend: '{{server}}' }],
  },
  {
    id: 'site-up',
    title: 'Site reachable',
    about: '1 while a probe through the virtual address gets the site, 0 while none does.',
    section: 'traffic',
    unit: 'state',
    queries: [{ expr: 'min(min_over_time(smartx:site_up[$__interval]))', legend: 'site' }],
  },
  {
    id: 'cpu',
    title: 'Processor',
    about: 'Share of each host’s processors that is busy.',
    section: 'resources',
    unit: 'ratio',
    queries: [{ expr: 'smartx:host_cpu:ratio', legend: '{{host}}' }],
  },
  {
    id: 'memory',
    title: 'Memory',
    about: 'Share of each host’s memory that is used and cannot be freed.',
    section: 'resources',
    unit: 'ratio',
    queries: [{ expr: 'smartx:host_memory:ratio', legend: '{{host}}' }],
  },
  {
    id: 'disk',
    title: 'Disk',
    about: 'Share of each host’s fullest file system that is used.',
    section: 'resources',
    unit: 'ratio',
    queries: [{ expr: 'smartx:host_disk:ratio', legend: '{{host}}' }],
  },
  {
    id: 'network-in',
    title: 'Network, received',
    about: 'Bytes each second that arrive at each host.',
    section: 'resources',
    unit: 'bytesPerSecond',
    queries: [{ expr: 'smartx:host_network_receive_bytes:rate1m', legend: '{{host}}' }],
  },
  {
    id: 'network-out',
    title: 'Network, sent',
    about: 'Bytes each second that leave each host.',
    section: 'resources',
    unit: 'bytesPerSecond',
    queries: [{ expr: 'smartx:host_network_transmit_bytes:rate1m', legend: '{{host}}' }],
  },
  {
    id: 'database-queries',
    title: 'Database queries',
    about: 'Statements each second that each database host answers.',
    section: 'data',
    unit: 'perSecond',
    queries: [{ expr: 'smartx:database_queries:rate1m', legend: '{{host}}' }],
  },
  {
    id: 'database-lag',
    title: 'Replication lag',
    about: 'How far each database host is behind the primary.',
    section: 'data',
    unit: 'seconds',
    queries: [{ expr: 'smartx:database_lag_seconds', legend: '{{host}}' }],
  },
  {
    id: 'dns-queries',
    title: 'DNS questions',
    about: 'Questions each second that each name server answers.',
    section: 'data',
    unit: 'perSecond',
    queries: [{ expr: 'smartx:dns_queries:rate1m', legend: '{{host}}' }],
  },
];

export interface Panel {
  /** Permanent: addresses and Grafana's panels are made from it. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what a value means. */
  readonly about: string;
  readonly section: Section;
  readonly unit: Unit;
  readonly queries: readonly PanelQuery[];
}

export interface PanelQuery {
  readonly expr: string;
  /** Labels in double braces, as Grafana writes them. */
  readonly legend: string;
}

export type Section = 'traffic' | 'resources' | 'data';
export type Unit = 'perSecond' | 'seconds' | 'ratio' | 'bytesPerSecond' | 'state';

export const sections: Readonly<Record<Section, string>> = {
  traffic: 'Traffic',
  resources: 'Resources',
  data: 'Database and DNS',
};

/** A panel of one host. */
export interface HostPanel extends Panel {
  /** Only hosts with one of these have anything to show; undefined for all. */
  readonly roles: readonly string[] | undefined;
}

/** What has fired. Watchdog always does; a drill of the rules goes past this Prometheus. */
export function alertHistory(host?: string): string {
  const about = host === undefined ? '' : `,host="${host}"`;
  return `ALERTS{alertname!="Watchdog",alertstate="firing"${about}}`;
}

/** The panels of one host: those that tell of hosts, with its lines alone. */
export function panelsOfHost(host: string): readonly HostPanel[] {
  return panels.flatMap((panel) => {
    const own = ofHosts[panel.id];
    if (own === undefined) return [];
    const queries = panel.queries.map(({ expr, legend }) => ({
      expr: withMatcher(expr, `${own.label}="${host}"`),
      legend,
    }));
    return [{ ...panel, ...(own.about === undefined ? {} : { about: own.about }), roles: own.roles, queries }];
  });
}

interface OfHosts {
  /** The one that names the host. */
  readonly label: string;
  readonly roles?: readonly string[];
  readonly about?: string;
}

const ofHosts: Readonly<Record<string, OfHosts>> = {
  requests: { label: 'host', roles: ['loadBalancer'], about: 'Requests of users each second that it takes.' },
  'web-requests': {
    label: 'server',
    roles: ['web'],
    about: 'Requests each second that the load balancers send to it.',
  },
  cpu: { label: 'host', about: 'Share of its processors that is busy.' },
  memory: { label: 'host', about: 'Share of its memory that is used and cannot be freed.' },
  disk: { label: 'host', about: 'Share of its fullest file system that is used.' },
  'network-in': { label: 'host', about: 'Bytes each second that arrive at it.' },
  'network-out': { label: 'host', about: 'Bytes each second that leave it.' },
  'database-queries': { label: 'host', roles: ['database'], about: 'Statements each second that it answers.' },
  'database-lag': { label: 'host', roles: ['database'], about: 'How far it is behind the primary.' },
  'dns-queries': { label: 'host', roles: ['dns'], about: 'Questions each second that it answers.' },
};

/** All of our expressions name one series, without matchers of its own. */
function withMatcher(expr: string, matcher: string): string {
  return expr.replace(/smartx:[a-z0-9_:]+/, `$&{${matcher}}`);
}

/** An expression with the time between two points in place of its name. */
export function fillInterval(expr: string, seconds: number): string {
  return expr.replaceAll('$__interval', `${seconds}s`);
}

/** `{{host}} → {{server}}` with the labels of a series in place of their names. */
export function fillLegend(legend: string, labels: Readonly<Record<string, string>>): string {
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => labels[name] ?? '');
}
