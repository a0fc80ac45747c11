import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { backendsOf } from '../web-backends.ts';
import type { AlertingRule, ForgedSeries } from './model.ts';

/** What must be told about web hosts: whether their Nginx answers, as the load balancers see it. */
export function lowerWebRules(platform: Platform): readonly AlertingRule[] {
  const proxies = platform.apps.map((app) => backendsOf(app).alive);
  const { none, one } = serversOf(platform, proxies);
  if (none.length === 0) return [];
  return [
    {
      ...common,
      alert: 'NoWebHostLeft',
      expr: noneUp(proxies),
      forSeconds: 15,
      severity: 'critical',
      summary: 'No web host answers the load balancers',
      description: 'The backend {{ $labels.proxy }} has no server: users see an error page.',
      rehearsal: { series: none },
    },
    {
      ...common,
      alert: 'WebHostOut',
      expr: hostOut(proxies),
      forSeconds: 120,
      severity: 'warning',
      summary: 'The load balancers have taken {{ $labels.host }} out',
      description: 'Its Nginx does not answer, or answers with errors. Others serve its users.',
      rehearsal: { series: one },
    },
  ];
}

const common = { tier: 'web', runbook: 'docs/runbooks/web-host-out.md' } as const;

/** Every load balancer sees it so: one that sees nobody has a problem of its own. */
export function noneUp(proxies: readonly string[]): string {
  const status = `haproxy_server_status{proxy=~"${proxies.join('|')}",state="UP"}`;
  return `max by (proxy) (sum by (host, proxy) (${status})) == 0`;
}

/** The host that it is about is the server, not the load balancer that tells. */
export function hostOut(proxies: readonly string[]): string {
  const status = `haproxy_server_status{proxy=~"${proxies.join('|')}",state=~"UP|DRAIN|MAINT"}`;
  return `label_replace(max by (proxy, server) (${status}), "host", "$1", "server", "(.+)") == 0`;
}

/** What load balancers tell of the servers: all of them down, and one of them. */
export function serversOf(platform: Platform, proxies: readonly string[]) {
  const tell = (isDown: (host: Host, index: number) => boolean): readonly ForgedSeries[] =>
    hostsWithRole(platform, 'loadBalancer').flatMap((balancer) =>
      hostsWithRole(platform, 'web').flatMap((host, index) =>
        ['UP', 'DRAIN', 'MAINT'].map((state) => ({
          series: `haproxy_server_status{host="${balancer.name}",proxy="${proxies[0]}",server="${host.name}",state="${state}"}`,
          well: state === 'UP' ? 1 : 0,
          wrong: state === 'UP' && !isDown(host, index) ? 1 : 0,
        })),
      ),
    );
  return { none: tell(() => true), one: tell((_host, index) => index === 0) };
}
