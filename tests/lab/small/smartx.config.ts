import { definePlatform, lab } from 'smartx';

/** One machine per tier, the application on a machine of its own, one database server. */
export default definePlatform({
  domain: 'small.example',
  app: {
    directory: '../../../examples/node',
    start: ['node', 'src/main.ts'],
    migrate: ['node', 'src/migrate.ts'],
    metrics: '/metrics',
    contract: 'ledger',
    workers: 1,
  },
  database: { members: 1 },
  environments: {
    'test-b': lab({ dns: 1, loadBalancers: 1, web: 1, app: 1, monitoring: 1, redundancy: false }),
  },
});
