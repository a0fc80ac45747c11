import type { DatabaseAccount, DatabaseAgentConfig } from '../../../agent/config.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { databaseAccountsOf } from '../database-accounts.ts';
import { type Materials, type SecretName, secretOf } from '../manifest.ts';
import type { DatabaseServer } from './model.ts';
import { paths } from './paths.ts';

/** What mysqld on this host is told. */
export function lowerDatabaseServer(platform: Platform, host: Host): DatabaseServer {
  const { database } = platform;
  const addresses = hostsWithRole(platform, 'database').map((member) => member.privateAddress);
  return {
    name: host.name,
    address: host.privateAddress,
    serverId: addressNumber(host.privateAddress),
    group: database.mode === 'group' ? { name: database.groupName, addresses } : undefined,
    bufferPoolBytes: database.bufferPoolBytes,
    maxConnections: database.maxConnections,
  };
}

/** What the agent beside mysqld is told: its peers, and the accounts and schemas to make true on the primary. */
export function lowerAgentConfiguration(
  platform: Platform,
  host: Host,
  { secrets, newPasswords }: Pick<Materials, 'secrets' | 'newPasswords'>,
): DatabaseAgentConfig {
  return {
    mode: platform.database.mode,
    self: { name: host.name, address: host.privateAddress },
    members: hostsWithRole(platform, 'database').map(({ name, privateAddress }) => ({ name, address: privateAddress })),
    listen: { address: host.privateAddress, port: ports.databaseHealth },
    groupName: platform.database.groupName,
    socketPath: paths.socket,
    recovery: { user: 'smartx_recovery', password: secrets.databaseRecovery },
    agent: { user: 'smartx_agent', password: secrets.databaseAgent },
    tls: { ca: paths.authority },
    accounts: lowerAccounts(platform, (name) => passwordOf(name, { secrets, newPasswords })),
    schemas: platform.apps.map(({ schema }) => schema),
  };
}

/**
 * Least privilege: unless it must, an application cannot change its tables' shape, none sees those of another, and nobody
 * logs in from outside the private network.
 */
function lowerAccounts(platform: Platform, password: (name: SecretName) => Password): DatabaseAccount[] {
  // An account's host part may be a CIDR (MySQL Reference Manual, "Specifying Account Names").
  const remote = { host: platform.networks.private.cidr, requireTls: true };
  return [
    ...platform.apps.flatMap((owner) => {
      const { app, migrate } = databaseAccountsOf(owner);
      // In a grant on a schema an underscore stands for any character; of several applications no name has one.
      const everyTable = `${owner.schema}.*`;
      return [
        {
          user: app.user,
          ...remote,
          ...password(app.password),
          grants: [{ privileges: [...(owner.mayChangeSchema ? migratePrivileges : appPrivileges)], on: everyTable }],
        },
        {
          user: migrate.user,
          ...remote,
          ...password(migrate.password),
          grants: [{ privileges: [...migratePrivileges], on: everyTable }],
        },
      ];
    }),
    {
      user: 'monitor',
      host: 'localhost',
      // It comes through the local socket, which no TLS is needed for.
      requireTls: false,
      ...password('databaseMonitor'),
      grants: [
        { privileges: ['PROCESS', 'REPLICATION CLIENT'], on: '*.*' },
        { privileges: ['SELECT'], on: 'performance_schema.*' },
      ],
    },
  ];
}

type Password = Pick<DatabaseAccount, 'password' | 'keepsOldPassword'>;

/** Clients use the one in `secrets`, whichever of the two that is. */
function passwordOf(
  name: SecretName,
  { secrets, newPasswords }: Pick<Materials, 'secrets' | 'newPasswords'>,
): Password {
  const newest = newPasswords[name];
  return newest === undefined ? { password: secretOf(secrets, name) } : { password: newest, keepsOldPassword: true };
}

export const appPrivileges = ['DELETE', 'INSERT', 'SELECT', 'UPDATE'] as const;

export const migratePrivileges = [
  'ALTER',
  'CREATE',
  'CREATE TEMPORARY TABLES',
  'CREATE VIEW',
  'DELETE',
  'DROP',
  'INDEX',
  'INSERT',
  'LOCK TABLES',
  'REFERENCES',
  'SELECT',
  'SHOW VIEW',
  'UPDATE',
] as const;

/**
 * An IPv4 address as a number: unique in the platform, and the same for a host however many others come and go, which
 * its place in a list is not.
 */
function addressNumber(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}
