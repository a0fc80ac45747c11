import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AlertingRule, ForgedSeries } from './model.ts';
import { rateWindow } from './rate-window.ts';

/** What must be told about load balancers and the address that users reach. */
export function lowerLoadBalancerRules(platform: Platform): readonly AlertingRule[] {
  const balancers = hostsWithRole(platform, 'loadBalancer');
  const [host] = balancers;
  if (host === undefined) return [];
  const of = `host="${host.name}"`;
  const vrrp = (states: (index: number) => Pick<ForgedSeries, 'well' | 'wrong'>) =>
    balancers.map(({ name }, index) => ({ series: `smartx_vrrp_state{host="${name}"}`, ...states(index) }));
  const answers = `haproxy_frontend_http_responses_total{proxy="https"`;
  const window = rateWindow(platform, 60);
  const rules: readonly AlertingRule[] = [
    {
      ...common,
      alert: 'SiteUnreachable',
      expr: 'max by (app) (probe_success{job="probe-virtual-address"}) == 0',
      forSeconds: 30,
      severity: 'critical',
      summary: 'Users do not reach the site',
      description: 'Nobody gets a good answer from {{ $labels.app }} through the virtual address.',
      runbook: 'docs/runbooks/site-unreachable.md',
      rehearsal: {
        series: [
          { series: `probe_success{job="probe-virtual-address",app="${platform.apps[0]?.id}"}`, well: 1, wrong: 0 },
        ],
      },
    },
    {
      ...common,
      alert: 'SiteFailing',
      expr: `sum(rate(${answers},code="5xx"}[${window}])) / sum(rate(${answers}}[${window}])) > 0.05 and sum(rate(${answers}}[${window}])) > 1`,
      forSeconds: 60,
      severity: 'critical',
      summary: 'The site answers with errors',
      description: '{{ $value | humanizePercentage }} of all requests are answered with 5xx.',
      runbook: 'docs/runbooks/site-failing.md',
      rehearsal: { series: answersGoBad(of) },
    },
    {
      ...common,
      alert: 'LoadBalancerSilent',
      expr: 'probe_success{job="probe-redirect"} == 0',
      forSeconds: 60,
      severity: 'warning',
      summary: '{{ $labels.host }} does not take requests',
      description:
        'A request to this load balancer is not answered as it should be. Users are served by the other one.',
      rehearsal: { series: [{ series: `probe_success{job="probe-redirect",${of}}`, well: 1, wrong: 0 }] },
    },
    {
      ...common,
      alert: 'ConnectionsNearLimit',
      expr: 'haproxy_process_current_connections / haproxy_process_max_connections > 0.8',
      forSeconds: 120,
      severity: 'warning',
      summary: '{{ $labels.host }} has nearly as many connections as it may have',
      description: '{{ $value | humanizePercentage }} of loadBalancer.maxConnections are in use; beyond, users wait.',
      runbook: 'docs/runbooks/connections.md',
      rehearsal: {
        series: [
          { series: `haproxy_process_current_connections{${of}}`, well: 10, wrong: 95 },
          { series: `haproxy_process_max_connections{${of}}`, well: 100, wrong: 100 },
        ],
      },
    },
    {
      ...common,
      alert: 'VirtualAddressUnowned',
      // One that tells nothing may hold it: then SiteUnreachable knows whether users reach anybody.
      expr: `sum(smartx_vrrp_state == bool 1) == 0 and count(smartx_vrrp_state) == ${balancers.length}`,
      forSeconds: 15,
      severity: 'critical',
      summary: 'No load balancer holds the virtual address',
      description: 'Every load balancer is a backup, or faulty: users reach nobody.',
      rehearsal: { series: vrrp((index) => ({ well: index === 0 ? 1 : 0, wrong: 0 })) },
    },
    {
      ...common,
      alert: 'LoadBalancerFaulty',
      expr: 'smartx_vrrp_state == -1',
      forSeconds: 120,
      severity: 'warning',
      summary: '{{ $labels.host }} could not take the virtual address',
      description: 'keepalived is in the state FAULT: its HAProxy does not serve, or an interface is down.',
      rehearsal: { series: vrrp((index) => ({ well: index === 0 ? 1 : 0, wrong: index === 0 ? 1 : -1 })) },
    },
  ];
  const several: AlertingRule = {
    ...common,
    alert: 'VirtualAddressTwice',
    expr: 'sum(smartx_vrrp_state == bool 1) > 1',
    forSeconds: 30,
    severity: 'critical',
    summary: 'Several load balancers hold the virtual address',
    description: 'They do not hear each other; whom a user reaches depends on the network.',
    rehearsal: { series: vrrp((index) => ({ well: index === 0 ? 1 : 0, wrong: 1 })) },
  };
  // One that is alone has nobody to quarrel with, and nobody who waits.
  return balancers.length > 1 ? [...rules, several] : rules.filter(({ alert }) => alert !== 'LoadBalancerFaulty');
}

const common = { tier: 'loadBalancer', runbook: 'docs/runbooks/virtual-address.md' } as const;

/** Many more errors in seconds than good answers in hours, and then many more good ones. */
export function answersGoBad(of: string): readonly ForgedSeries[] {
  const series = (code: string) => `haproxy_frontend_http_responses_total{proxy="https",${of},code="${code}"}`;
  return [
    { series: series('2xx'), well: { perSecond: 100 }, wrong: { perSecond: 100 }, mended: { perSecond: 1e13 } },
    { series: series('5xx'), well: { perSecond: 0 }, wrong: { perSecond: 1e7 }, mended: { perSecond: 0 } },
  ];
}
