import { definePlatform, lab } from 'smartx';

/**
 * What the cost of monitoring is measured on: the default platform with the sample application. One client asks for all
 * users, so nobody is limited. The networks are its own, so that the lab of this checkout may exist beside it.
 */
export default definePlatform({
  domain: 'bench.test',
  app: {
    directory: '../../examples/node',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
    contract: 'ledger',
  },
  loadBalancer: { rateLimit: false },
  environments: { benchmon: lab({ public: '10.219.0.0/24', private: '10.220.0.0/24' }) },
});
