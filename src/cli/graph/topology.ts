import type { Flow, Host, Platform, Role } from '../../platform/platform.ts';

/** What the drawings show: hosts with the same roles as one group, and the flows between groups. */
export interface Topology {
  readonly domain: string;
  readonly environment: string;
  readonly hostCount: number;
  readonly siteNames: readonly string[];
  readonly virtualAddress: string;
  readonly publicCidr: string;
  readonly privateCidr: string;
  /** In the order in which a request meets them. */
  readonly groups: readonly HostGroup[];
  /** Sorted by their ends. */
  readonly conversations: readonly Conversation[];
}

/** Hosts that carry the same roles. */
export interface HostGroup {
  /** The roles joined, `web_app`: unique and a valid identifier. */
  readonly id: string;
  readonly roles: readonly Role[];
  /** The role that a request meets first. */
  readonly outermost: Role;
  readonly hosts: readonly Host[];
}

/** All flows with the same two ends. */
export interface Conversation {
  readonly from: string;
  /** A group, `everyHost`, or the virtual address, which stands for the load balancers. */
  readonly to: string;
  readonly viaVirtualAddress: boolean;
  readonly purpose: 'request' | 'watch' | 'operate';
  /** `53`, `80 · 443`, `vrrp · 10000`. */
  readonly label: string;
  /** One sentence for each flow, sorted. */
  readonly reasons: readonly string[];
}

export const internet = 'internet';
export const admin = 'admin';
export const everyHost = 'everyHost';

/** Groups hosts and merges flows. Linear in hosts and flows. */
export function readTopology(platform: Platform): Topology {
  const groups = groupHosts(platform.hosts);
  return {
    domain: platform.domain,
    environment: platform.environment,
    hostCount: platform.hosts.length,
    siteNames: platform.siteNames,
    virtualAddress: platform.virtualAddress,
    publicCidr: platform.networks.public.cidr,
    privateCidr: platform.networks.private.cidr,
    groups,
    conversations: mergeFlows(platform.flows, groups),
  };
}

function groupHosts(hosts: readonly Host[]): HostGroup[] {
  const byRoles = new Map<string, Host[]>();
  for (const host of hosts) {
    const id = host.roles.join('_');
    const members = byRoles.get(id);
    if (members === undefined) byRoles.set(id, [host]);
    else members.push(host);
  }
  return [...byRoles]
    .map(([id, members]) => ({ id, roles: members[0]!.roles, outermost: members[0]!.roles[0]!, hosts: members }))
    .sort((a, b) => tierOf(a.outermost) - tierOf(b.outermost) || compare(a.id, b.id));
}

const tiers: readonly Role[] = ['dns', 'loadBalancer', 'web', 'app', 'database', 'monitoring'];

function tierOf(role: Role): number {
  return tiers.indexOf(role);
}

function mergeFlows(flows: readonly Flow[], groups: readonly HostGroup[]): Conversation[] {
  const byEnds = new Map<string, { ends: Ends; flows: Flow[] }>();
  for (const flow of flows) {
    for (const ends of endsOf(flow, groups)) {
      const key = `${ends.from} ${ends.to} ${ends.viaVirtualAddress}`;
      const merged = byEnds.get(key) ?? { ends, flows: [] };
      merged.flows.push(flow);
      byEnds.set(key, merged);
    }
  }
  return [...byEnds.values()]
    .map(({ ends, flows: merged }) => ({
      ...ends,
      purpose: purposeOf(merged[0]!),
      label: labelOf(merged),
      reasons: [...new Set(merged.map(describeFlow))].sort(compare),
    }))
    .sort((a, b) => compare(`${a.from} ${a.to}`, `${b.from} ${b.to}`));
}

interface Ends {
  readonly from: string;
  readonly to: string;
  readonly viaVirtualAddress: boolean;
}

function endsOf(flow: Flow, groups: readonly HostGroup[]): Ends[] {
  const source = flow.from;
  const target = flow.to;
  const carrying = (role: Role): string[] => groups.filter(({ roles }) => roles.includes(role)).map(({ id }) => id);
  const froms = source.kind === 'role' ? carrying(source.role) : [source.kind];
  const tos =
    target.kind === 'everyHost'
      ? [everyHost]
      : carrying(target.kind === 'virtualAddress' ? 'loadBalancer' : target.role);
  const viaVirtualAddress = target.kind === 'virtualAddress';
  return froms.flatMap((from) => tos.map((to) => ({ from, to, viaVirtualAddress })));
}

function purposeOf(flow: Flow): Conversation['purpose'] {
  if (flow.from.kind === 'admin') return 'operate';
  return flow.from.kind === 'role' && flow.from.role === 'monitoring' ? 'watch' : 'request';
}

function labelOf(flows: readonly Flow[]): string {
  const named = flows.filter(({ port }) => port === undefined).map(({ protocol }) => protocol);
  const numbered = flows.flatMap(({ port }) => (port === undefined ? [] : [port])).sort((a, b) => a - b);
  return [...new Set([...named, ...numbered.map(String)])].join(' · ');
}

function describeFlow(flow: Flow): string {
  return `${flow.why} (${flow.port === undefined ? flow.protocol : `${flow.port}/${flow.protocol}`})`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
