import { definePlatform, lab } from '../../../src/index.ts';

/** Backups of a single database over SFTP, to a host that is not part of the platform. */
export default definePlatform({
  domain: 'foobar.com',
  app: { directory: 'app', start: 'node src/main.ts' },
  database: {
    members: 1,
    backup: {
      target: {
        restic: 'sftp:backup@203.0.113.9:/srv/backups',
        environmentFile: 'restic.env',
        sshKeyFile: 'backup.key',
        knownHostsFile: 'backup.known_hosts',
      },
    },
  },
  environments: {
    lab: lab({ dns: 1, loadBalancers: 1, web: 1, monitoring: 0, redundancy: false }),
  },
});

export const hosts = ['db-1'];
