import { definePlatform, flask, lab, node } from '../../../src/index.ts';

/** Each application with limits of its own, of which one is a part of another's hostname. */
export default definePlatform({
  domain: 'foobar.com',
  apps: {
    www: node({
      directory: 'app',
      limits: { responseTimeout: '20s', paths: { '/report': { responseTimeout: '3m' } } },
    }),
    blog: node({
      directory: 'app',
      path: '/blog/',
      limits: { requestBody: '1MiB', tunnelTimeout: '2h', paths: { '/blog/upload/': { requestBody: '1GiB' } } },
    }),
    api: flask({ directory: 'app', hostname: 'api', limits: { requestBody: '1GiB', drainTimeout: '5m' } }),
    files: node({ directory: 'app', hostname: 'part', path: '/files/', limits: { paths: { '/files/new': {} } } }),
  },
  environments: { lab: lab() },
});

export const hosts = ['lb-1', 'web-1'];
