import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlainMachine } from './plain-machines.ts';

/*
 * Servers of every kind at once: Debian 12 and 13, root and users with sudo, a leg in the public network and none.
 */

export const network = {
  lab: 'test-s',
  publicNetwork: { cidr: '10.213.251.0/24', gateway: '10.213.251.1', client: '10.213.251.2' },
  privateNetwork: { cidr: '10.214.251.0/24', gateway: '10.214.251.1' },
  aptProxy: 'http://10.214.251.1:3142',
} as const;
export const virtualAddress = '10.213.251.10';

export const machines: readonly PlainMachine[] = [
  { name: 'edge-1', suite: 'trixie', privateAddress: '10.214.251.21', publicAddress: '10.213.251.21' },
  { name: 'edge-2', suite: 'bookworm', privateAddress: '10.214.251.22', publicAddress: '10.213.251.22' },
  { name: 'web-1', suite: 'bookworm', privateAddress: '10.214.251.31' },
  { name: 'db-1', suite: 'trixie', privateAddress: '10.214.251.91' },
];

/** Writes the declaration of these servers into a directory, which has the application in `app`. */
export async function writeDeclaration(directory: string, sshConfig: string): Promise<string> {
  const file = join(directory, 'smartx.config.ts');
  await writeFile(
    file,
    `import { definePlatform, servers } from 'smartx';

export default definePlatform({
  domain: 'servers.example',
  app: {
    directory: 'app',
    start: 'node src/main.ts',
    migrate: 'node src/migrate.ts',
    contract: 'ledger',
    workers: 1,
    secrets: ['MAIL_KEY'],
  },
  database: { members: 1 },
  firewall: { adminNetworks: ['${network.publicNetwork.gateway}/32'] },
  environments: {
    production: servers({
      network: '${network.privateNetwork.cidr}',
      publicNetwork: '${network.publicNetwork.cidr}',
      virtualAddress: '${virtualAddress}',
      sshConfig: '${sshConfig}',
      // MySQL is in no stable Debian: its own repository in real life, the next Debian here.
      mysql: {
        uri: 'http://deb.debian.org/debian',
        suite: 'sid',
        signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
        priority: 100,
      },
      redundancy: false,
      hosts: {
        'edge-1': {
          ssh: 'deploy@10.213.251.21',
          address: '10.214.251.21',
          publicAddress: '10.213.251.21',
          roles: ['dns', 'loadBalancer'],
        },
        'edge-2': {
          ssh: 'root@10.213.251.22',
          address: '10.214.251.22',
          publicAddress: '10.213.251.22',
          roles: ['dns', 'loadBalancer'],
        },
        'web-1': { ssh: 'careful@10.214.251.31', jump: 'edge-1', address: '10.214.251.31', roles: ['web', 'app'] },
        'db-1': { ssh: 'deploy@10.214.251.91', jump: 'edge-1', address: '10.214.251.91', roles: ['database'] },
      },
    }),
  },
});
`,
  );
  return file;
}
