import type { Declaration, DeclaredEnvironment, DeclaredHost } from '../declaration/model.ts';
import { subnetOf } from '../declaration/network.ts';
import { type Role, roles } from '../declaration/roles.ts';
import type { Problem } from '../problems/problem.ts';
import { addressAt, hostOffset } from './addresses.ts';
import { type Host, type Interfaces, type Network, usualInterfaces } from './platform.ts';

/** How many hosts of each role an environment has that does not name its hosts. */
export interface HostCounts {
  readonly dns: number;
  readonly loadBalancers: number;
  readonly web: number;
  readonly app: number;
  readonly monitoring: number;
  readonly database: number;
}

export function hostCounts(declaration: Declaration, lab: DeclaredEnvironment): HostCounts {
  return {
    dns: lab.dns ?? 2,
    loadBalancers: lab.loadBalancers ?? 2,
    web: lab.web ?? 2,
    app: lab.app ?? 0,
    monitoring: lab.monitoring ?? 1,
    database: declaration.database.members,
  };
}

/** Host names' first part and the key of their count, by the role that places them in the networks. */
const families: readonly { prefix: string; key: keyof HostCounts; role: Role }[] = [
  { prefix: 'ns', key: 'dns', role: 'dns' },
  { prefix: 'lb', key: 'loadBalancers', role: 'loadBalancer' },
  { prefix: 'web', key: 'web', role: 'web' },
  { prefix: 'app', key: 'app', role: 'app' },
  { prefix: 'db', key: 'database', role: 'database' },
  { prefix: 'mon', key: 'monitoring', role: 'monitoring' },
];

export const publicRoles: readonly Role[] = ['dns', 'loadBalancer'];

interface Networks {
  readonly public: Network;
  readonly private: Network;
}

/** Hosts by number: `web-1`, `web-2` and so on, each at the same place in every network that it is in. */
export function hostsByCount(
  counts: HostCounts,
  networks: Networks,
  path: string,
): { hosts: Host[]; problems: Problem[] } {
  const [publicSubnet, privateSubnet] = [subnetOf(networks.public.cidr), subnetOf(networks.private.cidr)];
  const hosts: Host[] = [];
  const problems: Problem[] = [];
  for (const { prefix, key, role } of families) {
    const isPublic = publicRoles.includes(role);
    for (let index = 0; index < counts[key]; index += 1) {
      const offset = hostOffset(role, index);
      const privateAddress = addressAt(privateSubnet, offset);
      const publicAddress = isPublic ? addressAt(publicSubnet, offset) : undefined;
      if (privateAddress === undefined || (isPublic && publicAddress === undefined)) {
        problems.push(tooSmall(path, key, index, privateAddress === undefined ? 'private' : 'public', networks));
        break;
      }
      const hostRoles: Role[] = role === 'web' && counts.app === 0 ? ['web', 'app'] : [role];
      const name = `${prefix}-${index + 1}`;
      hosts.push({
        name,
        roles: hostRoles,
        privateAddress,
        publicAddress,
        interfaces: usualInterfaces,
        ssh: undefined,
      });
    }
  }
  return { hosts, problems };
}

function tooSmall(
  path: string,
  key: keyof HostCounts,
  room: number,
  side: 'public' | 'private',
  networks: Networks,
): Problem {
  const { cidr } = networks[side];
  const at = key === 'database' ? 'database.members' : `${path}.${key}`;
  return {
    code: 'NETWORK_TOO_SMALL',
    path: at,
    reason: `the ${side} network ${cidr} has room for ${room} hosts of this kind.`,
    fix: `Declare a larger network, such as ${side}: '10.${side === 'public' ? 213 : 214}.0.0/16'.`,
  };
}

/** Hosts as declared one by one. */
export function hostsByName(environment: DeclaredEnvironment): Host[] {
  const { hosts = {}, interfaces, publicNetwork } = environment;
  const hasOneLeg = environment.provider === 'servers' && publicNetwork === undefined;
  return Object.entries(hosts).map(([name, host]) => {
    const own = roles.filter((role) => host.roles.includes(role));
    const isPublic = own.some((role) => publicRoles.includes(role));
    return {
      name,
      roles: own,
      privateAddress: host.address,
      publicAddress: hasOneLeg && isPublic ? host.address : host.publicAddress,
      interfaces: interfacesOf(host, interfaces, hasOneLeg),
      ssh: host.ssh === undefined ? undefined : { target: host.ssh, jump: host.jump },
    };
  });
}

function interfacesOf(host: DeclaredHost, ofAll: DeclaredHost['interfaces'], hasOneLeg: boolean): Interfaces {
  const name = (side: keyof Interfaces) => host.interfaces?.[side] ?? ofAll?.[side] ?? usualInterfaces[side];
  const own = name('private');
  return { private: own, public: hasOneLeg ? own : name('public') };
}

/** Natural order, `web-2` before `web-10`; the order of the roles' families first does not matter to anybody. */
export function sortHosts(hosts: readonly Host[]): readonly Host[] {
  const keyed = hosts.map((host) => ({ host, parts: /^(.*?)(\d*)$/.exec(host.name)! }));
  keyed.sort((one, other) => {
    const [left, right] = [one.parts[1]!, other.parts[1]!];
    if (left !== right) return left < right ? -1 : 1;
    return Number(one.parts[2]) - Number(other.parts[2]) || (one.host.name < other.host.name ? -1 : 1);
  });
  return keyed.map(({ host }) => host);
}
