import { ports } from '../../platform/platform.ts';
import { loadBalancerHealth } from '../local-endpoints.ts';
import type { LoadBalancerConfiguration } from './model.ts';
import { renderBackends } from './render-backends.ts';
import { renderSections, type Section } from './render-section.ts';

export const sitePemPath = '/etc/haproxy/site.pem';
export const unavailablePagePath = '/etc/haproxy/unavailable.html';
export const adminSocketPath = '/run/haproxy/admin.sock';
export const serverStatePath = '/var/lib/haproxy/server-state';

/** haproxy.cfg of the edge; every directive is in the configuration manual of HAProxy 2.6 and later. */
export function renderLoadBalancer(edge: LoadBalancerConfiguration): string {
  return renderSections([
    global(edge),
    defaults,
    peers(edge),
    { header: 'frontend http', directives: httpFrontend(edge) },
    { header: 'frontend https', directives: httpsFrontend(edge) },
    requestCounters(),
    ...renderBackends(edge),
    healthFrontend,
    metricsFrontend(edge),
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
      '# A reload hands the listening sockets over, so no connection is refused; old workers end after a minute.',
      `stats socket ${adminSocketPath} mode 660 level admin expose-fd listeners`,
      'stats timeout 30s',
      'hard-stop-after 60s',
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
    'timeout client 30s',
    'timeout client-fin 10s',
    'timeout queue 10s',
    'timeout connect 1500ms',
    'timeout check 2s',
    'timeout server 30s',
    'timeout tunnel 1h',
    '',
    ...[502, 503, 504].map(
      (status) =>
        `http-error status ${status} content-type "text/html; charset=utf-8" file ${unavailablePagePath} hdr Retry-After 5`,
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

function httpFrontend(edge: LoadBalancerConfiguration): readonly string[] {
  return [
    `bind :${ports.http}`,
    ...refuseOtherNames(edge),
    'http-request redirect location https://%[req.hdr(host),host_only]%[pathq] code 301',
  ];
}

function httpsFrontend(edge: LoadBalancerConfiguration): readonly string[] {
  return [
    `bind :${ports.https} ssl crt ${sitePemPath} alpn h2,http/1.1`,
    ...(edge.hstsSeconds === 0
      ? []
      : [`http-after-response set-header Strict-Transport-Security "max-age=${edge.hstsSeconds}"`]),
    ...refuseOtherNames(edge),
    ...refuseTooMany(edge.rateLimitPer10s),
    '',
    '# Whatever a client claims about itself is removed; what the platform says about it is put in its place.',
    'unique-id-format %[uuid()]',
    'http-request del-header X-Forwarded- -m beg',
    'http-request del-header Forwarded',
    'http-request del-header X-Real-IP',
    '# See httpoxy.org: CGI programs take this header for an environment variable.',
    'http-request del-header Proxy',
    'http-request set-header X-Forwarded-For %[src]',
    'http-request set-header X-Forwarded-Proto https',
    'http-request set-header X-Request-ID %[unique-id]',
    'http-response set-header X-Request-ID %[unique-id]',
    '',
    '# When no server is ready, a database outage for example, those that are alive still show static pages.',
    'use_backend web_alive if { nbsrv(web) eq 0 }',
    'default_backend web',
  ];
}

/** RFC 9110 section 15.5.20: 421 tells a client that it came to the wrong place. */
function refuseOtherNames(edge: LoadBalancerConfiguration): readonly string[] {
  const names = [...edge.siteNames, ...edge.extraNames];
  return [
    `acl is_our_name req.hdr(host),host_only -m str -i ${names.join(' ')}`,
    'http-request return status 421 content-type text/plain string "No site of this name is served here.\\n" unless is_our_name',
  ];
}

function refuseTooMany(limitPer10s: number | undefined): readonly string[] {
  if (limitPer10s === undefined) return [];
  return [
    'http-request track-sc0 src table requests_by_client',
    'http-request return status 429 content-type text/plain string "Too many requests, please slow down.\\n"' +
      ` hdr Retry-After 10 if { sc_http_req_rate(0) gt ${limitPer10s} }`,
  ];
}

function requestCounters(): Section {
  return {
    header: 'backend requests_by_client',
    directives: ['stick-table type ipv6 size 100k expire 10m store http_req_rate(10s) peers load_balancers'],
  };
}

/**
 * Says only that this HAProxy serves. Were it to fail without web servers, both load balancers would give the address
 * up at once, and users would see nothing instead of an explanation.
 */
const healthFrontend: Section = {
  header: 'frontend health',
  directives: [`bind 127.0.0.1:${loadBalancerHealth.port}`, `monitor-uri ${loadBalancerHealth.path}`],
};

function metricsFrontend(edge: LoadBalancerConfiguration): Section {
  return {
    header: 'frontend metrics',
    directives: [
      `bind ${edge.privateAddress}:${ports.haproxyMetrics}`,

      'http-request use-service prometheus-exporter if { path /metrics }',
      'http-request return status 404',
    ],
  };
}
