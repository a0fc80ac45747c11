import { parseRange, rangesOverlap } from './ipv4.ts';

/** What `ip -json address` and `ip -json route` say, as far as it matters here. */
export interface HostNetwork {
  interfaces: readonly { name: string; alias: string | undefined; addresses: readonly string[] }[];
  routes: readonly { destination: string; device: string }[];
}

interface IpInterface {
  ifname: string;
  ifalias?: string;
  addr_info?: { family: string; local: string; prefixlen: number }[];
}

/** Reads the JSON of `ip -json -details address show` and `ip -json -4 route show table all`. */
export function parseHostNetwork(addressJson: string, routeJson: string): HostNetwork {
  const interfaces = (JSON.parse(addressJson || '[]') as IpInterface[]).filter((each) => each.ifname !== undefined);
  const routes = JSON.parse(routeJson || '[]') as { dst: string; dev?: string; type?: string }[];
  return {
    interfaces: interfaces.map(({ ifname, ifalias, addr_info = [] }) => ({
      name: ifname,
      alias: ifalias,
      addresses: addr_info
        .filter(({ family }) => family === 'inet')
        .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    })),
    routes: routes.map(({ dst, dev, type }) => ({ destination: dst, device: dev ?? type ?? 'unknown' })),
  };
}

/** Two bridges that a lab wants: by name and network. */
export interface WantedBridge {
  name: string;
  cidr: string;
}

/** Who else uses a wanted bridge name or network on this machine, in sentences; empty when the lab may have them. */
export function findConflicts(wanted: readonly WantedBridge[], alias: string, network: HostNetwork): string[] {
  const ours = new Set(network.interfaces.filter((each) => each.alias === alias).map((each) => each.name));
  const conflicts = wanted.flatMap(({ name, cidr }) => [
    ...nameConflicts(name, ours, network),
    ...rangeConflicts(cidr, ours, network),
  ]);
  return [...new Set(conflicts)].sort();
}

function nameConflicts(name: string, ours: ReadonlySet<string>, network: HostNetwork): string[] {
  const other = network.interfaces.find((each) => each.name === name && !ours.has(name));
  // A bridge without alias and address is one that we were about to name when we were cut off.
  if (other === undefined || (other.alias === undefined && other.addresses.length === 0)) return [];
  return [`the interface ${name} exists and is not this lab's${other.alias ? ` (its alias is "${other.alias}")` : ''}`];
}

function rangeConflicts(cidr: string, ours: ReadonlySet<string>, network: HostNetwork): string[] {
  const range = parseRange(cidr);
  if (range === undefined) return [];
  const overlaps = (text: string) => {
    const other = parseRange(text);
    return other !== undefined && other.prefixLength > 0 && rangesOverlap(range, other);
  };
  const users = network.interfaces.filter((each) => !ours.has(each.name));
  const addressed = users.flatMap((each) =>
    each.addresses.filter(overlaps).map((address) => `${cidr} overlaps ${address} of ${describe(each)}`),
  );
  const addressedNames = new Set(users.filter((each) => each.addresses.some(overlaps)).map((each) => each.name));
  const routed = network.routes
    .filter((route) => !ours.has(route.device) && !addressedNames.has(route.device) && overlaps(route.destination))
    .map((route) => `${cidr} overlaps the route to ${route.destination} through ${route.device}`);
  return [...addressed, ...routed];
}

function describe(each: HostNetwork['interfaces'][number]): string {
  const lab = /^smartx:(.+)$/.exec(each.alias ?? '')?.[1];
  return lab === undefined ? `the interface ${each.name}` : `the lab "${lab}" (${each.name})`;
}
