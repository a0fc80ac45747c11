import { ports } from '../../platform/platform.ts';
import { clientSeconds } from '../time-limits.ts';
import type { LoadBalancerConfiguration } from './model.ts';
import { renderBackends } from './render-backends.ts';
import { renderFrontends } from './render-frontends.ts';
import { renderSections, type Section } from './render-section.ts';

export const unavailablePagePath = '/etc/haproxy/unavailable.html';
export const tooSlowPagePath = '/etc/haproxy/too-slow.html';
export const adminSocketPath = '/run/haproxy/admin.sock';
export const serverStatePath = '/var/lib/haproxy/server-state';

/** haproxy.cfg of the edge; every directive is in the configuration manual of HAProxy 2.6 and later. */
export function renderLoadBalancer(edge: LoadBalancerConfiguration): string {
  return renderSections([
    global(edge),
    defaults,
    peers(edge),
    ...renderFrontends(edge),
    requestCounters(),
    ...renderBackends(edge),
  ]);
}

/**
 * Mozilla's guideline 6.0, intermediate. Curves are left to OpenSSL: from 3.5 it offers the post-quantum
 * X25519MLKEM768 by itself, and naming that curve would break older versions.
 */
const ciphers = ['ECDSA', 'RSA'].flatMap((signature) => [
  `ECDHE-${signature}-AES128-GCM-SHA256`,
  `ECDHE-${signature}-AES256-GCM-SHA384`,
  `ECDHE-${signature}-CHACHA20-POLY1305`,
]);

function global(edge: LoadBalancerConfiguration): Section {
  return {
    header: 'global',
    directives: [
      'log /dev/log local0',
      'chroot /var/lib/haproxy',
      'user haproxy',
      'group haproxy',
      `localpeer ${edge.name}`,
      `maxconn ${edge.maxConnections}`,
      '# A reload hands the listening sockets over, so no connection is refused; old workers finish what they have.',
      `stats socket ${adminSocketPath} mode 660 level admin expose-fd listeners`,
      'stats timeout 30s',
      `hard-stop-after ${edge.reloadDrainSeconds}s`,
      '# Written before each reload: a server that is drained stays drained.',
      `server-state-file ${serverStatePath}`,
      '',
      `ssl-default-bind-ciphers ${ciphers.join(':')}`,
      'ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
      `ssl-default-bind-options prefer-client-ciphers ssl-min-ver TLSv${edge.minimumTlsVersion} no-tls-tickets`,
      'ssl-default-server-options ssl-min-ver TLSv1.2 no-tls-tickets',
    ],
  };
}

const html = 'content-type "text/html; charset=utf-8"';

const defaults: Section = {
  header: 'defaults',
  directives: [
    'mode http',
    'log global',
    'option httplog',
    'option dontlognull',
    '# The web servers log every request; here only what went wrong is worth a line.',
    'option dontlog-normal',
    '',
    'timeout http-request 10s',
    'timeout http-keep-alive 10s',
    `timeout client ${clientSeconds}s`,
    'timeout client-fin 10s',
    'timeout queue 10s',
    'timeout connect 1s',
    'timeout check 2s',
    '',
    `http-error status 408 ${html} file ${tooSlowPagePath}`,
    ...[502, 503, 504].map(
      (status) => `http-error status ${status} ${html} file ${unavailablePagePath} hdr Retry-After 5`,
    ),
  ],
};

/** A single load balancer has itself as a peer: a reload carries the counters over to the new process. */
function peers(edge: LoadBalancerConfiguration): Section {
  return {
    header: 'peers load_balancers',
    directives: edge.peers.map(({ name, address }) => `peer ${name} ${address}:${ports.haproxyPeers}`),
  };
}

function requestCounters(): Section {
  return {
    header: 'backend requests_by_client',
    directives: ['stick-table type ipv6 size 100k expire 10m store http_req_rate(10s) peers load_balancers'],
  };
}
