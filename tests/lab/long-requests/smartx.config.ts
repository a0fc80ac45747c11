import { definePlatform, lab } from 'smartx';

/** One of everything, with limits so short that they are met within seconds. */
export default definePlatform({
  domain: 'long.example',
  app: {
    directory: 'app',
    start: 'node main.ts',
    limits: {
      requestBody: '64KiB',
      responseTimeout: '3s',
      tunnelTimeout: '12s',
      paths: {
        '/feed/': { responseBuffering: false },
        '/slow/': { responseTimeout: '8s' },
        '/upload/': { requestBody: '1GiB', responseTimeout: '8s' },
        '/upload/small/': { requestBody: '1MiB', requestBuffering: false },
      },
    },
  },
  database: { members: 1 },
  loadBalancer: { rateLimit: false },
  environments: {
    'test-l': lab({ dns: 1, loadBalancers: 1, web: 1, monitoring: 0, redundancy: false }),
  },
});
