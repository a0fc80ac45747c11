import { ports } from '../../platform/platform.ts';
import { hostTls } from '../host-tls.ts';
import type { CheckedBackend, LoadBalancerConfiguration, Server, StreamedBackend, WebBackend } from './model.ts';
import { renderTimeouts } from './render-limits.ts';
import type { Section } from './render-section.ts';

/**
 * The web hosts more than once for each application: `web` holds those where it is ready, `web_alive` those whose Nginx
 * answers. Requests go to the second only when the first is empty, so that an outage of the database does not take the pages
 * away too.
 */
export function renderBackends(edge: LoadBalancerConfiguration): readonly Section[] {
  return edge.backends.map((backend) => ({ header: `backend ${backend.name}`, directives: directives(edge, backend) }));
}

function directives(edge: LoadBalancerConfiguration, backend: WebBackend): readonly string[] {
  const time = [...renderTimeouts(backend.limits), ''];
  return backend.kind === 'streamed' ? streamed(edge, backend, time) : checked(edge, backend, time);
}

function checked(
  edge: LoadBalancerConfiguration,
  { kind, path, hostName }: CheckedBackend,
  time: readonly string[],
): readonly string[] {
  return kind === 'ready'
    ? [...check(path, hostName), ...time, ...retryElsewhere, ...servers(edge, 'layer7')]
    : [...check(path, hostName), ...time, ...retry, ...servers(edge, 'layer4')];
}

function check(path: string, host: string): readonly string[] {
  return [
    'balance roundrobin',
    'load-server-state-from-file global',
    'option httpchk',
    `http-check send meth GET uri ${path} ver HTTP/1.1 hdr Host ${host} hdr User-Agent haproxy-check`,
    'http-check expect status 200',
    '',
  ];
}

const again = ['retries 3', 'option redispatch 1'];

/**
 * RFC 9110 section 9.2.2: only what is idempotent may be sent twice. These methods are, and a request that carries a key
 * says so of itself. Its body must have arrived before the request is sent on, else there is nothing to send again; one
 * that does not fit into a buffer (16 KiB) is sent once.
 */
const onlyIdempotent = [
  'acl is_idempotent method GET HEAD OPTIONS',
  'acl is_idempotent req.hdr(idempotency-key) -m found',
  'http-request wait-for-body time 10s if { req.hdr(idempotency-key) -m found }',
  'http-request disable-l7-retry unless is_idempotent',
];

/**
 * A connection that cannot be made is tried again on another server, whatever the request. One that breaks before the
 * answer, and Nginx saying that its application is gone (502), are worth another server if asking twice does no harm.
 * Not 503 and 504: they come from an application that answers, or after half a minute, and others would do no better.
 */
const retryElsewhere = [...again, 'retry-on conn-failure empty-response 502', ...onlyIdempotent, ''];

/** When no application is ready, asking the others too would only multiply the load. */
const retry = [...again, 'retry-on conn-failure empty-response', ...onlyIdempotent, ''];

/**
 * Ready is asked often, since a host that just died costs every new connection `timeout connect`; within three seconds
 * it is out, two of its checks having failed.
 */
const readyRhythm = 'inter 1s fastinter 250ms downinter 1s fall 2 rise 2 slowstart 10s';
const aliveRhythm = 'inter 3s fastinter 500ms downinter 1s fall 3 rise 2';

/** tcp-ut stands on the line of the server, because HAProxy 3.0 takes no notice of it in default-server. */
function renderServer({ name, address }: Server): string {
  return `server ${name} ${address}:${ports.https} check verifyhost ${name} tcp-ut 2s`;
}

/**
 * Bodies that the application takes at its own pace. While it makes a pause, the window of the connection is closed, and
 * Linux counts that as unacknowledged: tcp-ut of the other servers would end an upload after two seconds (tcp(7),
 * TCP_USER_TIMEOUT). Here `timeout server` does. A server is up, or set aside, when the tracked one is.
 */
function streamed(
  edge: LoadBalancerConfiguration,
  { tracked }: StreamedBackend,
  time: readonly string[],
): readonly string[] {
  return [
    'balance roundrobin',
    '',
    ...time,
    ...again,
    'retry-on conn-failure',
    '',
    ...vanishedHosts,
    '',
    `default-server maxconn ${edge.serverConnectionsMax}`,
    ...reencrypted,
    ...edge.webServers.map(
      ({ name, address }) => `server ${name} ${address}:${ports.https} track ${tracked}/${name} verifyhost ${name}`,
    ),
  ];
}

/**
 * Requests to a host that vanished must not hang until `timeout server`: tcp-ut ends those that were never received,
 * keepalive those whose answer never comes.
 */
const vanishedHosts = ['option srvtcpka', 'srvtcpka-idle 1s', 'srvtcpka-intvl 1s', 'srvtcpka-cnt 2'];

/**
 * Failed requests make the next check come sooner, and only a check takes a server away: otherwise one bug in the
 * application would take them all.
 */
function servers(edge: LoadBalancerConfiguration, observe: 'layer4' | 'layer7'): readonly string[] {
  return [
    ...vanishedHosts,
    '',
    `default-server ${observe === 'layer7' ? readyRhythm : aliveRhythm} maxconn ${edge.serverConnectionsMax}`,
    `default-server observe ${observe} error-limit 3 on-error fastinter`,
    ...reencrypted,
    ...edge.webServers.map(renderServer),
  ];
}

const reencrypted = [
  '# Re-encrypted: each server must show a certificate of the platform with its own name.',
  `default-server ssl verify required ca-file ${hostTls.authority}`,
];
