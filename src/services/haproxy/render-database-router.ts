import { ports } from '../../platform/platform.ts';
import { databaseReadPort } from '../local-endpoints.ts';
import type { DatabaseRouterConfiguration } from './model.ts';
import { renderSections, type Section } from './render-section.ts';

/** haproxy.cfg of the router beside the application. TLS passes through: the application itself verifies the member. */
export function renderDatabaseRouter(router: DatabaseRouterConfiguration): string {
  return renderSections([global, defaults, primary(router), reads, secondaries(router)]);
}

/** The unit starts it as an unprivileged user, so there is nothing to drop and nothing to chroot. */
const global: Section = {
  header: 'global',
  directives: [
    'log stdout format raw daemon notice',
    'maxconn 2000',
    'nbthread 2',
    'stats socket /run/smartx-database-router/admin.sock mode 600 level admin expose-fd listeners',
    '# After a reload the old worker no longer checks members, so its connections must not last.',
    'hard-stop-after 30s',
  ],
};

const defaults: Section = {
  header: 'defaults',
  directives: [
    'mode tcp',
    'log global',
    'timeout connect 1s',
    'timeout check 900ms',
    'timeout queue 5s',
    '# Connections of a pool may be idle for long; keepalive finds the dead ones.',
    'timeout client 1h',
    'timeout server 1h',
    'option clitcpka',
    'option srvtcpka',
    'retries 2',
    'option redispatch 1',
    'option httpchk',
    'http-check expect status 200',
  ],
};

/**
 * The agent of each member answers 200 on /primary only while its member takes writes. One that stops doing so loses
 * its sessions within two seconds, so that no pool clings to a member which has become read-only or is gone.
 */
function primary(router: DatabaseRouterConfiguration): Section {
  return {
    header: 'listen primary',
    directives: [
      `bind 127.0.0.1:${ports.mysql}`,
      'http-check send meth GET uri /primary',
      '# Whichever of the others becomes the primary, everybody is waiting for it.',
      ...servers(router, 'downinter 150ms'),
    ],
  };
}

/** The primary too, where nobody else is: in a database of one member, and when a group has lost its secondaries. */
const reads: Section = {
  header: 'frontend reads',
  directives: [
    `bind 127.0.0.1:${databaseReadPort}`,
    'use_backend secondaries if { nbsrv(secondaries) gt 0 }',
    'default_backend primary',
  ],
};

/** Reads that may lag behind; an application opts in by DATABASE_READ_URL. They go on while there is no primary. */
function secondaries(router: DatabaseRouterConfiguration): Section {
  return {
    header: 'backend secondaries',
    directives: ['balance leastconn', 'http-check send meth GET uri /secondary', ...servers(router, 'downinter 1s')],
  };
}

function servers(router: DatabaseRouterConfiguration, downinter: string): readonly string[] {
  return [
    `default-server port ${ports.databaseHealth} inter 500ms fastinter 200ms ${downinter} rise 1 fall 2`,
    'default-server on-marked-down shutdown-sessions',
    ...router.members.map(({ name, address }) => `server ${name} ${address}:${ports.mysql} check`),
  ];
}
