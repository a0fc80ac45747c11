import { ports } from '../../platform/platform.ts';
import type { DatabaseRouterConfiguration } from './model.ts';
import { renderSections, type Section } from './render-section.ts';

/** haproxy.cfg of the router beside the application. TLS passes through: the application itself verifies the member. */
export function renderDatabaseRouter(router: DatabaseRouterConfiguration): string {
  return renderSections([global, defaults, primary(router), secondaries(router)]);
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
 * its sessions within a second, so that no pool clings to a member which has become read-only.
 */
function primary(router: DatabaseRouterConfiguration): Section {
  return {
    header: 'listen primary',
    directives: [
      `bind 127.0.0.1:${ports.mysql}`,
      'http-check send meth GET uri /primary',
      `default-server port ${ports.databaseHealth} inter 500ms fastinter 200ms downinter 250ms rise 1 fall 2`,
      'default-server on-marked-down shutdown-sessions',
      ...servers(router),
    ],
  };
}

/** Reads that may lag behind; an application opts in by using this port. */
function secondaries(router: DatabaseRouterConfiguration): Section {
  return {
    header: 'listen secondaries',
    directives: [
      `bind 127.0.0.1:${ports.mysql + 1}`,
      'balance leastconn',
      'http-check send meth GET uri /secondary',
      `default-server port ${ports.databaseHealth} inter 1s fastinter 300ms rise 1 fall 2`,
      'default-server on-marked-down shutdown-sessions',
      ...servers(router),
    ],
  };
}

function servers(router: DatabaseRouterConfiguration): readonly string[] {
  return router.members.map(({ name, address }) => `server ${name} ${address}:${ports.mysql} check`);
}
