import type { Flow, Host, Platform } from '../../platform/platform.ts';

/** Who opens a connection: a host of the platform, or a user with a leg in the public network only. */
export type Source = { readonly kind: 'host'; readonly host: Host } | { readonly kind: 'outside' };

/** Where it goes: an address of a host, or the one that moves between the load balancers. */
export type Target =
  | { readonly kind: 'private'; readonly host: Host }
  | { readonly kind: 'public'; readonly host: Host }
  | { readonly kind: 'virtualAddress' };

export interface Attempt {
  readonly source: Source;
  readonly target: Target;
  readonly protocol: Flow['protocol'];
  readonly port: number | undefined;
}

/**
 * The flow that an attempt belongs to; undefined where it has to be refused. Read straight from the list of flows and
 * on purpose not from what the firewalls were compiled to: a mistake of the compiler must show.
 */
export function flowFor(platform: Platform, { source, target, protocol, port }: Attempt): Flow | undefined {
  return platform.flows.find(
    (flow) =>
      flow.protocol === protocol &&
      flow.port === port &&
      flow.network === (target.kind === 'private' ? 'private' : 'public') &&
      goesTo(flow, target) &&
      comesFrom(platform, flow, source),
  );
}

function goesTo({ to }: Flow, target: Target): boolean {
  if (target.kind === 'virtualAddress') return to.kind === 'virtualAddress';
  return to.kind === 'everyHost' || (to.kind === 'role' && target.host.roles.includes(to.role));
}

function comesFrom(platform: Platform, { from, network }: Flow, source: Source): boolean {
  if (from.kind === 'internet') return true;
  const address = addressIn(network, source);
  if (source.kind === 'outside' || address === undefined) return false;
  return from.kind === 'role' ? source.host.roles.includes(from.role) : isAdministrator(platform, address);
}

function addressIn(network: Flow['network'], source: Source): string | undefined {
  if (source.kind === 'outside') return undefined;
  return network === 'private' ? source.host.privateAddress : source.host.publicAddress;
}

/** A host may stand in a network of administrators. Hosts have IPv4 addresses only. */
function isAdministrator(platform: Platform, address: string): boolean {
  return platform.adminNetworks.some((network) => !network.includes(':') && contains(network, address));
}

function contains(cidr: string, address: string): boolean {
  const [base = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(asNumber(base) / size) === Math.floor(asNumber(address) / size);
}

function asNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
