import { definePlatform, node } from 'smartx';

/** The platform of this checkout: the sample application on ten hosts. `npm start` brings it up on this machine. */
export default definePlatform({
  domain: 'foobar.com',
  dns: {
    records: [
      { name: '@', type: 'MX', value: '10 mail.foobar.com' },
      { name: 'mail', type: 'A', value: '192.0.2.25' },
      { name: '@', type: 'TXT', value: 'v=spf1 mx -all' },
      { name: '@', type: 'CAA', value: '0 issue "letsencrypt.org"' },
    ],
  },
  app: node({
    directory: 'examples/node',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
    metrics: '/metrics',
    contract: 'ledger',
  }),
  database: { backup: { target: { directory: '/var/backups/smartx' } } },
});
