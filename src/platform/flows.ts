import { type Role, roles } from '../declaration/roles.ts';
import { dashboardPort } from './dashboard-port.ts';
import { type App, type Flow, type FlowSource, type FlowTarget, type Host, ports } from './platform.ts';

/**
 * Every conversation that the platform needs, from the roles that its hosts have. Daemons of one host talk over the
 * loopback interface, which is no flow.
 */
export function deriveFlows(
  hosts: readonly Host[],
  apps: readonly Pick<App, 'name' | 'port' | 'metricsPath'>[],
  sshLegs: readonly Flow['network'][] = ['private'],
): readonly Flow[] {
  const present = new Set(hosts.flatMap((host) => host.roles));
  const dedicated = !isAppColocated(hosts);
  const flows = [
    ...publicFlows(),
    ...edgeFlows(),
    ...(dedicated
      ? apps.map(({ name = 'the application', port }) => tcp('web', 'app', port, `requests for ${name}`))
      : []),
    ...databaseFlows(),
    ...monitoringFlows(),
    ...(apps.some(({ metricsPath }) => metricsPath !== undefined)
      ? [tcp('monitoring', 'app', ports.appMetrics, 'metrics of applications')]
      : []),
    ...adminFlows(hosts, sshLegs),
  ];
  return flows.filter((flow) => isPresent(flow.from, present) && isPresent(flow.to, present)).sort(compareFlows);
}

/** True when every web host runs the application itself: Nginx then talks to 127.0.0.1 and no port is open for it. */
export function isAppColocated(hosts: readonly Host[]): boolean {
  return hosts.every((host) => !host.roles.includes('web') || host.roles.includes('app'));
}

function publicFlows(): Flow[] {
  const internet: FlowSource = { kind: 'internet' };
  const site: FlowTarget = { kind: 'virtualAddress' };
  const names: FlowTarget = { kind: 'role', role: 'dns' };
  return [
    { from: internet, to: site, port: ports.http, protocol: 'tcp', network: 'public', why: 'users, sent on to HTTPS' },
    { from: internet, to: site, port: ports.https, protocol: 'tcp', network: 'public', why: 'users' },
    { from: internet, to: names, port: ports.dns, protocol: 'tcp', network: 'public', why: 'long answers of the zone' },
    { from: internet, to: names, port: ports.dns, protocol: 'udp', network: 'public', why: 'questions about the zone' },
  ];
}

function edgeFlows(): Flow[] {
  return [
    tcp('dns', 'dns', ports.dns, 'transfers of the zone'),
    { ...tcp('dns', 'dns', ports.dns, 'notice of a changed zone'), protocol: 'udp' },
    tcp('loadBalancer', 'loadBalancer', ports.haproxyPeers, 'shared counts of requests'),
    {
      ...tcp('loadBalancer', 'loadBalancer', 0, 'who holds the virtual address'),
      port: undefined,
      protocol: 'vrrp',
      network: 'public',
    },
    tcp('loadBalancer', 'web', ports.https, 'requests of users'),
  ];
}

function databaseFlows(): Flow[] {
  return [
    tcp('app', 'database', ports.mysql, 'queries'),
    tcp('app', 'database', ports.databaseHealth, 'which member is the primary'),
    tcp('database', 'database', ports.mysql, 'replication of the group'),
    tcp('database', 'database', ports.databaseHealth, 'state of the other members'),
  ];
}

function monitoringFlows(): Flow[] {
  return [
    { ...tcp('monitoring', 'dns', ports.nodeExporter, 'metrics of the host'), to: { kind: 'everyHost' } },
    tcp('monitoring', 'dns', ports.blackboxExporter, 'probes of the site as users reach it'),
    ...logFlows(),
    tcp('monitoring', 'dns', ports.dns, 'probes of the zone'),
    { ...tcp('monitoring', 'dns', ports.dns, 'probes of the zone'), protocol: 'udp' },
    tcp('monitoring', 'loadBalancer', ports.haproxyMetrics, 'metrics of HAProxy'),
    tcp('monitoring', 'loadBalancer', ports.http, 'probes of the site'),
    tcp('monitoring', 'loadBalancer', ports.https, 'probes of the site'),
    tcp('monitoring', 'web', ports.nginxExporter, 'metrics of Nginx'),
    tcp('monitoring', 'database', ports.mysql, 'probes of the database'),
    tcp('monitoring', 'database', ports.mysqlExporter, 'metrics of MySQL'),
    tcp('monitoring', 'monitoring', ports.alertmanager, 'alerts'),
    tcp('monitoring', 'monitoring', ports.alertmanagerPeers, 'which alerts were told'),
  ];
}

/** Whoever has something to say sends it; a monitoring host takes its own over its own address, which is no flow. */
function logFlows(): Flow[] {
  return roles.map((role) => tcp(role, 'monitoring', ports.logs, 'logs'));
}

function adminFlows(hosts: readonly Host[], sshLegs: readonly Flow['network'][]): Flow[] {
  const admin: FlowSource = { kind: 'admin' };
  const ssh = { ...tcp('monitoring', 'monitoring', ports.ssh, 'administration'), from: admin } as const;
  return [
    ...sshLegs.map((network): Flow => ({ ...ssh, network, to: { kind: 'everyHost' } })),
    { ...tcp('monitoring', 'monitoring', dashboardPort(hosts), 'the dashboard'), from: admin },
  ];
}

/** Most flows: TCP on the private network, from one role to another. */
function tcp(from: Role, to: Role, port: number, why: string): Flow {
  return {
    from: { kind: 'role', role: from },
    to: { kind: 'role', role: to },
    port,
    protocol: 'tcp',
    network: 'private',
    why,
  };
}

function isPresent(end: FlowSource | FlowTarget, present: ReadonlySet<Role>): boolean {
  return end.kind !== 'role' || present.has(end.role);
}

function compareFlows(one: Flow, other: Flow): number {
  const [left, right] = [sortKey(one), sortKey(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey(flow: Flow): string {
  const [from, to] = [flow.from, flow.to].map((end) => (end.kind === 'role' ? end.role : end.kind));
  return [from, to, flow.protocol, String(flow.port ?? 0).padStart(5, '0'), flow.network].join(' ');
}
