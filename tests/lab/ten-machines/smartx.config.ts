import { definePlatform, lab } from 'smartx';

/** The default platform with ten machines, as `npm start` brings it up, in a lab of another name. */
export default definePlatform({
  domain: 'foobar.com',
  dns: {
    records: [
      { name: '@', type: 'MX', value: '10 mail.example.net.' },
      { name: '@', type: 'TXT', value: 'v=spf1 mx -all' },
      { name: 'status', type: 'CNAME', value: '@' },
      { name: '@', type: 'CAA', value: '0 issue "letsencrypt.org"' },
    ],
  },
  app: {
    directory: '../../../examples/node',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
    metrics: '/metrics',
    contract: 'ledger',
  },
  // By hand and by drills only: the timers must not run into the tests.
  database: {
    backup: { schedule: '0 3 1 1 *', binaryLogs: '1d', target: { directory: '/var/backups/smartx' } },
  },
  environments: { 'test-a': lab() },
});
