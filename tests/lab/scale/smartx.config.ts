import { definePlatform, lab } from 'smartx';

/** Small, and with both load balancers: what comes and goes must be felt by nobody. */
export default definePlatform({
  domain: 'scale.example',
  app: {
    directory: '../../../examples/node',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
    contract: 'ledger',
    workers: 1,
  },
  database: { members: 1 },
  loadBalancer: { rateLimit: false },
  environments: {
    'test-x': lab({ dns: 1, loadBalancers: 2, web: 2, monitoring: 0, redundancy: false }),
  },
});
