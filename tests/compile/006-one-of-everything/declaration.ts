import { definePlatform, lab } from '../../../src/index.ts';

export default definePlatform({
  domain: 'foobar.com',
  app: { directory: 'app', start: 'node src/main.ts' },
  database: { members: 1 },
  environments: {
    lab: lab({ dns: 1, loadBalancers: 1, web: 1, app: 1, monitoring: 1, redundancy: false }),
  },
});

export const hosts = ['lb-1', 'ns-1'];
