import { definePlatform, lab } from 'smartx';

/** The smallest platform, its single database backed up into a repository of restic, and restored by timer. */
export default definePlatform({
  domain: 'restic.example',
  app: {
    directory: '../../../examples/node',
    start: ['node', 'src/main.ts'],
    migrate: ['node', 'src/migrate.ts'],
    contract: 'ledger',
  },
  database: {
    members: 1,
    backup: {
      // By hand only: the timers must not run into the test.
      schedule: '0 3 1 1 *',
      binaryLogs: '1d',
      restoreCheck: '0 5 1 1 *',
      // A repository on the host itself, in a place that the sandbox of its timers lets it write to.
      target: { restic: '/var/cache/smartx-backup/repository', environmentFile: 'restic.env' },
    },
  },
  environments: {
    'test-br': lab({ dns: 1, loadBalancers: 1, web: 1, monitoring: 0, redundancy: false }),
  },
});
