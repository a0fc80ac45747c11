import { definePlatform, servers } from '../../../src/index.ts';

/** Servers with one leg each, interfaces of their own names, and MySQL from a source of its own. */
export default definePlatform({
  domain: 'foobar.com',
  app: { directory: 'app', start: 'node src/main.ts' },
  database: { members: 1 },
  firewall: { adminNetworks: ['198.51.100.0/24'] },
  environments: {
    lab: servers({
      network: '10.20.0.0/24',
      virtualAddress: '10.20.0.10',
      interfaces: { private: 'enp1s0' },
      mysql: {
        uri: 'http://deb.debian.org/debian',
        suite: 'sid',
        signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
        priority: 100,
      },
      hosts: {
        'edge-1': { ssh: 'deploy@203.0.113.11', address: '10.20.0.21', roles: ['dns', 'loadBalancer'] },
        'edge-2': {
          ssh: 'deploy@203.0.113.12',
          address: '10.20.0.22',
          roles: ['dns', 'loadBalancer'],
          interfaces: { private: 'ens3' },
        },
        'web-1': { ssh: 'deploy@10.20.0.31', jump: 'edge-1', address: '10.20.0.31', roles: ['web', 'app'] },
        'web-2': { ssh: 'deploy@10.20.0.32', jump: 'edge-1', address: '10.20.0.32', roles: ['web', 'app'] },
        'db-1': { ssh: 'deploy@10.20.0.91', jump: 'edge-1', address: '10.20.0.91', roles: ['database'] },
      },
    }),
  },
});

export const hosts = ['db-1', 'edge-2'];
