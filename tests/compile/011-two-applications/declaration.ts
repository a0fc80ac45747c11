import { definePlatform, django, flask, lab, node } from '../../../src/index.ts';

/** A site, a part of it that another application has, and an API at a name of its own; on application hosts. */
export default definePlatform({
  domain: 'foobar.com',
  apps: {
    www: node({
      directory: 'app',
      migrate: 'node src/migrate.ts',
      metrics: '/metrics',
      contract: 'ledger',
      secrets: ['MAIL_KEY'],
    }),
    blog: django({ directory: 'app', project: 'blog', path: '/blog/' }),
    api: flask({
      directory: 'app',
      hostname: 'api',
      migrate: 'python3 -m app.migrate',
      jobs: [{ name: 'tidy', schedule: '0 3 * * *', command: 'python3 -m app.tidy' }],
    }),
  },
  database: { backup: { target: { directory: '/var/backups/smartx' } } },
  environments: { lab: lab({ app: 2 }) },
});

export const hosts = ['app-1', 'app-2', 'db-1', 'lb-1', 'mon-1', 'ns-1', 'web-1'];
