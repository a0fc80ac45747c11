import { definePlatform, lab } from '../../../src/index.ts';

/** Backups of the database to a directory, with a restore by timer. */
export default definePlatform({
  domain: 'foobar.com',
  app: { directory: 'app', start: 'node src/main.ts' },
  database: {
    backup: {
      schedule: '30 2 * * *',
      binaryLogs: '10m',
      keep: '30d',
      restoreCheck: '0 5 * * sun',
      target: { directory: '/var/backups/smartx' },
    },
  },
  environments: { lab: lab() },
});

export const hosts = ['db-3', 'mon-1'];
