import { definePlatform, lab, type PlatformDeclaration } from 'smartx';

/**
 * What Smartx and Ansible are measured on: the default platform, and one of forty hosts that two cores can bear, most of
 * them name servers, which have the fewest files: Ansible's time goes by files. The networks are its own, so that
 * the lab of this checkout may exist beside it.
 */
export const measured: PlatformDeclaration = {
  domain: 'bench.test',
  app: {
    directory: '../../examples/node',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
  },
  environments: {
    bench10: lab({ public: '10.215.0.0/24', private: '10.216.0.0/24' }),
    bench40: lab({ dns: 32, public: '10.217.0.0/22', private: '10.218.0.0/22' }),
  },
};

export default definePlatform(measured);
