import { definePlatform, lab, type PlatformDeclaration } from 'smartx';

/**
 * What Smartx and Ansible are measured on: the default platform, and one with a web tier of thirty-two. The networks are
 * its own, so that the lab of this checkout may exist beside it.
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
    bench40: lab({ web: 32, public: '10.217.0.0/24', private: '10.218.0.0/24' }),
  },
};

export default definePlatform(measured);
