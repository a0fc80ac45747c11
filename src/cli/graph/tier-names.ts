import type { Role } from '../../platform/platform.ts';
import type { HostGroup } from './topology.ts';

/** What people call a role, and the daemons that fill it. */
export const roleTitles: Readonly<Record<Role, { readonly title: string; readonly daemons: string }>> = {
  dns: { title: 'dns', daemons: 'Knot DNS' },
  loadBalancer: { title: 'load balancer', daemons: 'HAProxy · keepalived' },
  web: { title: 'web', daemons: 'Nginx' },
  app: { title: 'app', daemons: 'application' },
  database: { title: 'database', daemons: 'MySQL' },
  monitoring: { title: 'monitoring', daemons: 'Prometheus · Alertmanager' },
};

/** `web + app`, and with many hosts `web + app × 400`. */
export function groupTitle(group: HostGroup, collapsed: boolean): string {
  const title = group.roles.map((role) => roleTitles[role].title).join(' + ');
  return collapsed ? `${title} × ${group.hosts.length}` : title;
}

/** `Nginx · application`. */
export function groupDaemons(group: HostGroup): string {
  return group.roles.map((role) => roleTitles[role].daemons).join(' · ');
}

/** A group with more hosts than this is drawn as one stack. */
export const hostsDrawnMax = 6;
