import { definePlatform, lab } from 'smartx';

/** One machine per tier but the database, whose group is backed up into a directory. */
export default definePlatform({
  domain: 'backup.example',
  app: {
    directory: '../../../examples/node',
    start: ['node', 'src/main.ts'],
    migrate: ['node', 'src/migrate.ts'],
    contract: 'ledger',
    workers: 1,
  },
  database: {
    members: 3,
    // By hand only: the timers must not run into the test.
    backup: { schedule: '0 3 1 1 *', binaryLogs: '1d', target: { directory: '/var/backups/smartx' } },
  },
  monitoring: { scrapeInterval: '5s' },
  environments: {
    'test-bk': lab({ dns: 1, loadBalancers: 1, web: 1, monitoring: 1, redundancy: false }),
  },
});
