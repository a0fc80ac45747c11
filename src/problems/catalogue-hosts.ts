import type { CataloguePart } from './entry.ts';

/** Problems of environments: their networks, hosts, roles and addresses. */
export const hostProblems = {
  ENVIRONMENT_MISSING: {
    title: 'No environment',
    explanation: 'Without an environment the platform runs nowhere.',
    wrong: 'environments: {}',
    right: 'environments: { lab: lab() }',
  },
  ENVIRONMENT_NAME_INVALID: {
    title: 'Not a name for an environment',
    explanation:
      'The name becomes part of names of bridges and directories: up to 16 lower case letters, digits and hyphens.',
    wrong: "environments: { 'My Lab': lab() }",
    right: 'environments: { demo: lab() }',
  },
  ENVIRONMENT_UNKNOWN: {
    title: 'No such environment',
    explanation: 'The option --env names an environment that the declaration does not have.',
    wrong: 'smartx up --env demo',
    right: 'smartx up --env lab',
  },
  ENVIRONMENTS_OVERLAP: {
    title: 'Two environments share addresses',
    explanation: 'Environments may run side by side on one machine, so their networks must not overlap.',
    wrong: "environments: { one: lab({ private: '10.9.0.0/16' }), two: lab({ private: '10.9.1.0/24' }) }",
    right: "environments: { one: lab({ private: '10.9.0.0/24' }), two: lab({ private: '10.9.1.0/24' }) }",
  },
  NETWORKS_OVERLAP: {
    title: 'The two networks share addresses',
    explanation: 'An address must tell which network it is in; otherwise a host would not know which way to send.',
    wrong: "lab({ public: '10.9.0.0/16', private: '10.9.1.0/24' })",
    right: "lab({ public: '10.9.0.0/24', private: '10.9.1.0/24' })",
  },
  NETWORK_NOT_PRIVATE: {
    title: 'That network is somebody else’s',
    explanation: 'A lab with addresses of the internet would hide the real ones from this machine.',
    wrong: "lab({ public: '8.8.8.0/24' })",
    right: "lab({ public: '10.213.0.0/24' })",
  },
  NETWORK_SIZE_INVALID: {
    title: 'Unworkable size of a network',
    explanation: 'A network has a prefix from /8 to /29.',
    wrong: "lab({ public: '10.213.0.0/31' })",
    right: "lab({ public: '10.213.0.0/24' })",
  },
  NETWORK_TOO_SMALL: {
    title: 'The network has no room for so many hosts',
    explanation:
      'Hosts have fixed places in their networks, so that none moves when others are added. A larger network has more of them.',
    wrong: 'lab({ web: 400 })',
    right: "lab({ web: 400, private: '10.214.0.0/16' })",
  },
  ADDRESS_DUPLICATE: {
    title: 'Two hosts, one address',
    explanation: 'Two hosts with one address answer for each other at random.',
    wrong: "hosts: { 'web-1': { address: '10.214.0.31', ... }, 'web-2': { address: '10.214.0.31', ... } }",
    right: "hosts: { 'web-1': { address: '10.214.0.31', ... }, 'web-2': { address: '10.214.0.32', ... } }",
  },
  ADDRESS_OUTSIDE_NETWORK: {
    title: 'The address is outside of its network',
    explanation:
      '`address` is in the private network and `publicAddress` in the public one; elsewhere nobody would reach it.',
    wrong: "hosts: { 'web-1': { address: '10.215.0.31', ... } }",
    right: "hosts: { 'web-1': { address: '10.214.0.31', ... } }",
  },
  ADDRESS_RESERVED: {
    title: 'The address is taken',
    explanation:
      'The first and the last address of a network are its own, the next one is the machine that runs the lab, and in the public network one is the outside client.',
    wrong: "hosts: { 'web-1': { address: '10.214.0.1', ... } }",
    right: "hosts: { 'web-1': { address: '10.214.0.31', ... } }",
  },
  VIP_OUTSIDE_SUBNET: {
    title: 'The virtual address is outside of its subnet',
    explanation:
      'The load balancers hold the virtual address on the public network, so it must be an address of that network.',
    wrong: "lab({ public: '10.213.0.0/24', virtualAddress: '10.213.1.10' })",
    right: "lab({ public: '10.213.0.0/24', virtualAddress: '10.213.0.10' })",
  },
  VIP_TAKEN: {
    title: 'The virtual address belongs to somebody',
    explanation: 'The virtual address moves between the load balancers, so no host may have it as its own.',
    wrong: "lab({ virtualAddress: '10.213.0.1' })",
    right: "lab({ virtualAddress: '10.213.0.10' })",
  },
  HOSTS_AND_COUNTS: {
    title: 'Hosts both named and counted',
    explanation: 'An environment says how many hosts it has, or names them one by one.',
    wrong: 'lab({ web: 3, hosts: { ... } })',
    right: 'lab({ hosts: { ... } })',
  },
  HOST_NAME_INVALID: {
    title: 'Not a name for a host',
    explanation: 'Host names have lower case letters, digits and inner hyphens, a letter first (RFC 1123).',
    wrong: "hosts: { 'Web_1': { ... } }",
    right: "hosts: { 'web-1': { ... } }",
  },
  HOST_NAME_TOO_LONG: {
    title: 'The name of the host is too long',
    explanation: 'Names of interfaces and machines are made from it, and the kernel allows those few characters.',
    wrong: "hosts: { 'application-server': { ... } }",
    right: "hosts: { 'app-1': { ... } }",
  },
  HOST_WITHOUT_ROLE: {
    title: 'A host without a role',
    explanation: 'A host without a role would have nothing to do.',
    wrong: "hosts: { 'web-1': { roles: [], ... } }",
    right: "hosts: { 'web-1': { roles: ['web', 'app'], ... } }",
  },
  ROLE_UNKNOWN: {
    title: 'Unknown role',
    explanation: 'Roles are dns, loadBalancer, web, app, database and monitoring.',
    wrong: "roles: ['webb']",
    right: "roles: ['web']",
  },
  ROLE_DUPLICATE: {
    title: 'A role twice',
    explanation: 'A host has each of its roles once.',
    wrong: "roles: ['web', 'web']",
    right: "roles: ['web', 'app']",
  },
  ROLE_MISSING: {
    title: 'A tier without hosts',
    explanation: 'Every tier but monitoring is needed for a request to get through.',
    wrong: 'hosts without any of the role dns',
    right: "hosts: { 'ns-1': { roles: ['dns'], ... }, 'ns-2': { roles: ['dns'], ... }, ... }",
  },
  ROLES_CLASH: {
    title: 'Roles that cannot share a host',
    explanation: 'HAProxy and Nginx both listen on 80 and 443; MySQL and the way to it both listen on 3306.',
    wrong: "roles: ['loadBalancer', 'web']",
    right: "roles: ['loadBalancer']",
  },
  PUBLIC_ADDRESS_MISSING: {
    title: 'No public address',
    explanation:
      'Name servers and load balancers are reached from outside, so they need an address in the public network.',
    wrong: "{ roles: ['dns'], address: '10.214.0.11' }",
    right: "{ roles: ['dns'], address: '10.214.0.11', publicAddress: '10.213.0.11' }",
  },
  PUBLIC_ADDRESS_UNEXPECTED: {
    title: 'A public address too many',
    explanation:
      'Only name servers and load balancers have a leg in the public network; everything else is reached through them.',
    wrong: "{ roles: ['database'], address: '10.214.0.91', publicAddress: '10.213.0.91' }",
    right: "{ roles: ['database'], address: '10.214.0.91' }",
  },
  NOT_REDUNDANT: {
    title: 'A tier with a single host',
    explanation:
      'The platform promises to survive the loss of any one host, which takes two of each. Where that is not wanted, say so with `redundancy: false`.',
    wrong: 'lab({ web: 1 })',
    right: 'lab({ web: 1, redundancy: false })',
  },
  DATABASE_MEMBERS_EVEN: {
    title: 'An even number of database members',
    explanation: 'A group goes on while a majority of its members is there. Four survive the loss of one, as three do.',
    wrong: 'database: { members: 4 }',
    right: 'database: { members: 3 }',
  },
  DATABASE_MEMBERS_TOO_MANY: {
    title: 'Too many database members',
    explanation: 'Group Replication allows at most nine members.',
    wrong: 'eleven hosts of the role database',
    right: 'nine hosts of the role database',
  },
  PROVIDER_MISMATCH: {
    title: 'A word of another kind of environment',
    explanation:
      'A lab makes machines and networks by itself, and counts them. Servers are there already: each is named, with its address and the way to it.',
    wrong: 'servers({ web: 2, ... })',
    right:
      "servers({ hosts: { 'web-1': { ssh: 'deploy@web-1', address: '10.20.0.31', roles: ['web', 'app'] }, ... } })",
  },
  SSH_TARGET_INVALID: {
    title: 'Not a destination for SSH',
    explanation:
      'It is handed to ssh(1) as it stands: a user and an address, a name of your ssh_config, or an ssh:// address with a port.',
    wrong: "ssh: 'deploy@203.0.113.11 -p 2222'",
    right: "ssh: 'ssh://deploy@203.0.113.11:2222'",
  },
  INTERFACE_NAME_INVALID: {
    title: 'Not a name of a network interface',
    explanation: 'The name stands in firewall rules and in the settings of keepalived: at most 15 plain characters.',
    wrong: "interfaces: { private: 'eth 0' }",
    right: "interfaces: { private: 'ens4' }",
  },
  APT_SOURCE_INVALID: {
    title: 'Not a source of packages',
    explanation:
      'A source has an address, a suite and a key that signs it; packages that nobody signed are not installed.',
    wrong: "mysql: { uri: 'http://repo.mysql.com/apt/debian', suite: 'trixie' }",
    right:
      "mysql: { uri: 'http://repo.mysql.com/apt/debian', suite: 'trixie', components: ['mysql-8.4-lts'], keyFile: 'mysql.asc' }",
  },
  JUMP_INVALID: {
    title: 'No way through that host',
    explanation: 'The host that SSH goes through is one of the same environment, and is itself reached directly.',
    wrong: "'db-1': { ssh: 'deploy@10.20.0.91', jump: 'db-1', ... }",
    right: "'db-1': { ssh: 'deploy@10.20.0.91', jump: 'lb-1', ... }",
  },
  ADMIN_NETWORKS_MISSING: {
    title: 'Nobody could administer the servers',
    explanation:
      'Every host refuses what is not allowed, SSH included. Name the networks that you come from, as narrow as they are.',
    wrong: 'environments: { production: servers({ ... }) }, without adminNetworks',
    right: "firewall: { adminNetworks: ['198.51.100.0/24'] }",
  },
} as const satisfies CataloguePart;
