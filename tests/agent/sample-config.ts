import type { DatabaseAgentConfig } from '../../agent/config.ts';

/** The configuration of db-2 in a group of three. */
export function sampleConfig(): DatabaseAgentConfig {
  const members = [1, 2, 3].map((number) => ({ name: `db-${number}`, address: `10.214.0.3${number}` }));
  return {
    mode: 'group',
    self: { ...members[1]! },
    members,
    listen: { address: '10.214.0.32', port: 9200 },
    groupName: '5f0d3a52-6a3c-4c49-9a55-000000000001',
    socketPath: '/run/mysqld/mysqld.sock',
    recovery: { user: 'smartx_recovery', password: 'recovery-password' },
    agent: { user: 'smartx_agent', password: 'agent-password' },
    tls: { ca: '/etc/smartx/tls/authority.crt' },
    accounts: [
      {
        user: 'app',
        host: '10.214.0.%',
        password: 'a-good-password',
        requireTls: true,
        grants: [{ privileges: ['SELECT', 'INSERT'], on: 'ledger.*' }],
      },
    ],
    schemas: ['ledger'],
  };
}
