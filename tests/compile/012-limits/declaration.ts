import { command, definePlatform, lab } from '../../../src/index.ts';

export default definePlatform({
  domain: 'foobar.com',
  app: command({
    directory: 'app',
    start: 'gunicorn shop:app',
    limits: {
      requestBody: '1MiB',
      tunnelTimeout: '2h',
      drainTimeout: '2m',
      paths: {
        '/upload/': { requestBody: '1GiB', responseTimeout: '10m' },
        // Small again, in the midst of large ones.
        '/upload/form/': { requestBody: '64KiB' },
        '/report': { responseTimeout: '3m', responseBuffering: false },
      },
    },
  }),
  web: { maxConnections: 3_000 },
  environments: { lab: lab({ loadBalancers: 2, web: 2 }) },
});

export const hosts = ['lb-1', 'web-1'];
