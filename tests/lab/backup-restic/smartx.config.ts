import { definePlatform, lab } from 'smartx';

/** The smallest platform, its single database backed up over SFTP to another host, and restored by timer. */
export default definePlatform({
  domain: 'restic.example',
  app: {
    directory: '../../../examples/node',
    start: ['node', 'src/main.ts'],
    migrate: ['node', 'src/migrate.ts'],
    contract: 'ledger',
    workers: 1,
  },
  database: {
    members: 1,
    backup: {
      // By hand only: the timers must not run into the test.
      schedule: '0 3 1 1 *',
      binaryLogs: '1d',
      restoreCheck: '0 5 1 1 *',
      // Somebody else's host in truth; here it is web-1. The test makes the keys.
      target: {
        restic: 'sftp:keeper@10.98.76.31:/srv/backups',
        environmentFile: 'restic.env',
        sshKeyFile: 'backup.key',
        knownHostsFile: 'backup.known_hosts',
      },
    },
  },
  // db-1 may log in on web-1.
  firewall: { adminNetworks: ['10.98.76.91/32'] },
  environments: {
    'test-br': lab({
      ...{ dns: 1, loadBalancers: 1, web: 1, monitoring: 0, redundancy: false },
      private: '10.98.76.0/24',
    }),
  },
});
