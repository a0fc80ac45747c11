import { servers } from '../../src/index.ts';
import type { Case } from './cases.ts';

const app = { directory: 'app', start: 'node src/main.ts' };
const firewall = { adminNetworks: ['198.51.100.0/24'] };

/** Two of everything on servers with two legs; the application is on the web hosts. */
const hosts = {
  'ns-1': { ssh: 'ns-1', roles: ['dns'], address: '10.20.0.11', publicAddress: '203.0.113.11' },
  'ns-2': { ssh: 'ns-2', roles: ['dns'], address: '10.20.0.12', publicAddress: '203.0.113.12' },
  'lb-1': { ssh: 'root@lb-1', roles: ['loadBalancer'], address: '10.20.0.21', publicAddress: '203.0.113.21' },
  'lb-2': { ssh: 'root@lb-2', roles: ['loadBalancer'], address: '10.20.0.22', publicAddress: '203.0.113.22' },
  'web-1': { ssh: 'ops@10.20.0.31', jump: 'lb-1', roles: ['web', 'app'], address: '10.20.0.31' },
  'web-2': { ssh: 'ops@10.20.0.32', jump: 'lb-1', roles: ['web', 'app'], address: '10.20.0.32' },
  'db-1': { ssh: 'ssh://ops@10.20.0.91:2222', jump: 'lb-2', roles: ['database'], address: '10.20.0.91' },
} as const;

const right = {
  network: '10.20.0.0/24',
  publicNetwork: '203.0.113.0/24',
  virtualAddress: '203.0.113.10',
  hosts,
} as const;

function onServers(options: object, more: object = { firewall }): object {
  return {
    ...{ domain: 'foobar.com', app, ...more },
    environments: { production: { provider: 'servers', ...right, ...options } },
  };
}

function without(key: string): object {
  return onServers({ [key]: undefined });
}

export const serverCases: readonly Case[] = [
  { title: 'servers that are right', input: onServers({}), expected: [] },
  {
    title: 'servers as the library makes them, with one leg each',
    input: {
      ...{ domain: 'foobar.com', app, firewall },
      environments: {
        production: servers({
          network: '10.20.0.0/24',
          virtualAddress: '10.20.0.10',
          hosts: Object.fromEntries(
            Object.entries(hosts).map(([name, { ssh, roles, address }]) => [name, { ssh, roles, address }]),
          ),
        }),
      },
    },
    expected: [],
  },
  {
    title: 'two environments of servers may share a network',
    input: {
      ...{ domain: 'foobar.com', app, firewall },
      environments: {
        production: { provider: 'servers', ...right },
        staging: { provider: 'servers', ...right, virtualAddress: '203.0.113.9' },
      },
    },
    expected: [],
  },
  {
    title: 'servers without a network',
    input: without('network'),
    expected: [
      ...Object.keys(hosts)
        .sort()
        .map((name) => `ADDRESS_OUTSIDE_NETWORK environments.production.hosts.${name}.address` as const),
      'VALUE_MISSING environments.production.network',
    ],
  },
  {
    title: 'servers without a virtual address',
    input: without('virtualAddress'),
    expected: ['VALUE_MISSING environments.production.virtualAddress'],
  },
  {
    title: 'servers without a way to one of them',
    input: onServers({ hosts: { ...hosts, 'web-2': { ...hosts['web-2'], ssh: undefined } } }),
    expected: ['VALUE_MISSING environments.production.hosts.web-2.ssh'],
  },
  {
    title: 'words of labs for servers, and of servers for a lab',
    input: {
      ...{ domain: 'foobar.com', app, firewall },
      environments: {
        production: { provider: 'servers', ...right, web: 2, private: '10.9.0.0/24' },
        lab: { provider: 'lab', sshConfig: 'ssh/config', interfaces: { private: 'ens4' } },
      },
    },
    expected: [
      'PROVIDER_MISMATCH environments.lab.interfaces',
      'PROVIDER_MISMATCH environments.lab.sshConfig',
      'PROVIDER_MISMATCH environments.production.private',
      'PROVIDER_MISMATCH environments.production.web',
    ],
  },
  {
    title: 'an option in place of a destination, and a name that is no interface',
    input: onServers({
      hosts: { ...hosts, 'web-2': { ...hosts['web-2'], ssh: '-oProxyCommand=id' } },
      interfaces: { private: 'eth 0' },
    }),
    expected: [
      'SSH_TARGET_INVALID environments.production.hosts.web-2.ssh',
      'INTERFACE_NAME_INVALID environments.production.interfaces.private',
    ],
  },
  {
    title: 'jumps that lead nowhere',
    input: onServers({
      hosts: {
        ...hosts,
        'web-1': { ...hosts['web-1'], jump: 'lb-9' },
        'web-2': { ...hosts['web-2'], jump: 'web-2' },
        'db-1': { ...hosts['db-1'], jump: 'web-1' },
      },
    }),
    expected: [
      'JUMP_INVALID environments.production.hosts.db-1.jump',
      'JUMP_INVALID environments.production.hosts.web-1.jump',
      'JUMP_INVALID environments.production.hosts.web-2.jump',
    ],
  },
  {
    title: 'servers that nobody may administer',
    input: onServers({}, {}),
    expected: ['ADMIN_NETWORKS_MISSING firewall.adminNetworks'],
  },
  {
    title: 'packages that nobody signed',
    input: onServers({ mysql: { uri: 'http://repo.mysql.com/apt/debian', suite: 'trixie' } }),
    expected: ['APT_SOURCE_INVALID environments.production.mysql'],
  },
  {
    title: 'networks of servers that overlap and are not one',
    input: onServers({ publicNetwork: '10.20.0.0/16', virtualAddress: '10.20.0.10' }),
    expected: [
      ...['lb-1', 'lb-2', 'ns-1', 'ns-2'].map(
        (name) => `ADDRESS_OUTSIDE_NETWORK environments.production.hosts.${name}.publicAddress` as const,
      ),
      'NETWORKS_OVERLAP environments.production.network',
    ],
  },
];
