import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import type { Flow, FlowSource, Host, Platform, Role } from '../../platform/platform.ts';
import type { AcceptRule, AddressSet, Firewall } from './model.ts';

/** The flows that end at a host, turned into rules. */
export function lowerFirewall(platform: Platform, host: Host): Firewall {
  const rules = new Map<string, AcceptRule>();
  const sets = new Map<string, AddressSet>();
  for (const flow of flowsTo(platform, host)) {
    const destination = destinationOf(platform, host, flow);
    const source = sourceSet(platform, flow);
    // A flow from nobody, or to a leg that this host lacks, allows nothing.
    if (destination === undefined || source?.elements.length === 0) continue;
    if (source !== undefined) sets.set(source.name, source);
    const rule = lowerRule(host, flow, destination, source?.name);
    if (!rules.has(rule.name)) rules.set(rule.name, rule);
  }
  return {
    sets: [...sets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    rules: [...rules.values()],
    refusingInterface: host.interfaces.private,
  };
}

function lowerRule(host: Host, flow: Flow, destination: string, sourceSetName: string | undefined): AcceptRule {
  return {
    name: nameOf(flow),
    interfaceName: host.interfaces[flow.network],
    sourceSet: sourceSetName,
    destination,
    protocol: flow.protocol,
    port: flow.port,
    limited: flow.from.kind === 'internet' && flow.protocol === 'tcp',
    untracked: flow.from.kind === 'internet' && flow.protocol === 'udp',
    why: flow.why,
  };
}

function flowsTo(platform: Platform, host: Host): readonly Flow[] {
  return flowsByRoles(platform)(host.roles);
}

/** Hosts with the same roles are reached by the same flows, so these are looked up once per combination of roles. */
const flowsByRoles = perPlatform((platform) => {
  const known = new Map<string, readonly Flow[]>();
  return (roles: readonly Role[]): readonly Flow[] => {
    const key = roles.join();
    const flows = known.get(key) ?? platform.flows.filter((flow) => endsAt(flow, roles));
    known.set(key, flows);
    return flows;
  };
});

function endsAt({ to }: Flow, roles: readonly Role[]): boolean {
  switch (to.kind) {
    case 'everyHost':
      return true;
    case 'virtualAddress':
      return roles.includes('loadBalancer');
    case 'role':
      return roles.includes(to.role);
  }
}

function destinationOf(platform: Platform, host: Host, flow: Flow): string | undefined {
  if (flow.to.kind === 'virtualAddress') return platform.virtualAddress;
  return flow.network === 'private' ? host.privateAddress : host.publicAddress;
}

function sourceSet(platform: Platform, flow: Flow): AddressSet | undefined {
  switch (flow.from.kind) {
    case 'internet':
      return undefined;
    case 'admin':
      return adminSet(platform);
    case 'role':
      return roleSets(platform)(flow.from.role, flow.network);
  }
}

/** Hosts have IPv4 addresses only, so an administrator's IPv6 network cannot reach them and needs no rule. */
const adminSet = perPlatform(
  (platform): AddressSet => ({
    name: 'admin_networks',
    elements: platform.adminNetworks.filter((network) => !network.includes(':')),
  }),
);

const roleSets = perPlatform((platform) => {
  const known = new Map<string, AddressSet>();
  return (role: Role, network: Flow['network']): AddressSet => {
    const name = `${snake(role)}_${network}`;
    const set = known.get(name) ?? { name, elements: addressesOf(platform, role, network) };
    known.set(name, set);
    return set;
  };
});

function addressesOf(platform: Platform, role: Role, network: Flow['network']): readonly string[] {
  return hostsWithRole(platform, role)
    .map((host) => (network === 'private' ? host.privateAddress : host.publicAddress))
    .filter((address) => address !== undefined);
}

/** `private_app_to_database_tcp_3306` */
function nameOf({ from, to, protocol, port, network }: Flow): string {
  const parts = [network, nameOfEnd(from), 'to', to.kind === 'role' ? snake(to.role) : snake(to.kind), protocol];
  return [...parts, ...(port === undefined ? [] : [String(port)])].join('_');
}

function nameOfEnd(from: FlowSource): string {
  return from.kind === 'role' ? snake(from.role) : from.kind;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
