import { writtenBySmartx } from '../file.ts';
import { nginxStatus } from '../local-endpoints.ts';
import { clientSeconds, marginSeconds } from '../time-limits.ts';
import type { Upstream, WebServer } from './model.ts';
import { logPaths } from './render-logs.ts';
import { renderMaps } from './render-maps.ts';
import { renderSite } from './render-site.ts';

/** nginx.conf, complete: nothing else is included but the list of media types. Valid for Nginx 1.22 and later. */
export function renderNginxConf(web: WebServer): string {
  return `# ${writtenBySmartx}
user www-data;
worker_processes auto;
worker_rlimit_nofile ${4 * workerConnections(web)};
# How long old workers finish what they have after a reload.
worker_shutdown_timeout ${web.reloadDrainSeconds}s;
pid /run/nginx.pid;
error_log ${logPaths.error} ${web.anonymised ? 'crit' : 'warn'};

events {
    worker_connections ${workerConnections(web)};
}

http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    charset utf-8;
    charset_types text/css text/javascript text/plain text/xml application/javascript application/json;
    server_tokens off;

    sendfile on;
    tcp_nopush on;
    open_file_cache max=1000 inactive=20s;
    open_file_cache_valid 30s;
    open_file_cache_min_uses 2;

    # Longer than the load balancer keeps an idle connection, so that it never writes into one that is being closed.
    keepalive_timeout 75s;
    keepalive_requests 10000;
    client_header_timeout 10s;
    # Longer than the load balancer waits: it tells the client, and Nginx would only close the connection.
    client_body_timeout ${clientSeconds + marginSeconds}s;
    send_timeout 30s;
    client_max_body_size ${web.bodyBytesMax};

    gzip on;
    gzip_static on;
    gzip_vary on;
    gzip_comp_level 5;
    gzip_min_length 1024;
    gzip_proxied any;
    gzip_types application/javascript application/json application/manifest+json application/wasm application/xml
        image/svg+xml text/css text/javascript text/plain text/xml;

${indent(renderTrust(web))}

${indent(renderAccessLog(web))}

${indent(renderMaps())}

${web.upstreams.map((upstream) => indent(renderUpstream(upstream))).join('\n\n')}

    # Counters for the exporter beside it.
    server {
        listen 127.0.0.1:${nginxStatus.port};
        access_log off;
        location = ${nginxStatus.path} {
            stub_status;
        }
        location / {
            return 404;
        }
    }

${indent(renderSite(web))}
}
`;
}

/**
 * Each request has one connection to the load balancer, and one to the application. A worker may have all of them, up to
 * the limit below.
 */
function workerConnections({ requestsMax }: WebServer): number {
  return Math.min(Math.max(4_096, 2 * requestsMax + 1_024), workerConnectionsMax);
}

/**
 * Each worker takes about 400 bytes for every one of them when it starts, and four times as many files are still below the
 * hard limit that systemd gives to services (524,288; systemd-system.conf(5), DefaultLimitNOFILE=).
 */
const workerConnectionsMax = 100_000;

/** A load balancer sets X-Forwarded-For itself, to one address: from nobody else is it believed. */
function renderTrust(web: WebServer): string {
  return [
    ...web.loadBalancerAddresses.map((address) => `set_real_ip_from ${address};`),
    'real_ip_header X-Forwarded-For;',
    '',
    '# Who may ask how Nginx itself is: a load balancer in its own name, not a user behind it.',
    'geo $is_ours {',
    '    default 0;',
    ...['127.0.0.1', web.privateAddress, ...web.loadBalancerAddresses].map((address) => `    ${address} 1;`),
    '}',
  ].join('\n');
}

/**
 * One JSON object a line: for GoAccess, mtail, jq and whatever comes later. Health checks are no visits. Whoever reads it by
 * a pattern finds application, status and duration in front of everything that a user can write.
 */
function renderAccessLog({ anonymised }: WebServer): string {
  return `${anonymised ? maskedClient : ''}map $is_ours $is_visit {
    1 0;
    default 1;
}
map $proxy_host $app {
    '' static;
    default $proxy_host;
}
log_format json escape=json
    '{"time":"$time_iso8601","app":"$app","status":$status,"seconds":$request_time,'
    '"client":"$${anonymised ? 'masked_client' : 'remote_addr'}","via":"$realip_remote_addr","request_id":"$http_x_request_id",'
    '"host":"$host","method":"$request_method","uri":"$request_uri","protocol":"$server_protocol",'
    '"bytes":$body_bytes_sent,"upstream":"$upstream_addr",'
    '"upstream_status":"$upstream_status","upstream_seconds":"$upstream_response_time",'
    '"referer":"$http_referer","user_agent":"$http_user_agent"}';
access_log ${logPaths.access} json buffer=32k flush=1s if=$is_visit;`;
}

/** Three of four bytes of an address stay, or the first three of its eight groups. */
const maskedClient = `map $remote_addr $masked_client {
    default '';
    "~^(?<v4>\\d+\\.\\d+\\.\\d+\\.)\\d+$" "\${v4}0";
    "~^(?<three>[0-9a-f]+:[0-9a-f]+:[0-9a-f]+):" "\${three}::";
    "~^(?<few>[0-9a-f]+(:[0-9a-f]+)?)::" "\${few}::";
    "~^::" "::";
}
`;

/** Of several, one that failed is left alone for two seconds; a single one is always tried. */
function renderUpstream(upstream: Upstream): string {
  const servers = upstream.servers.map((server) => `    server ${server} max_fails=1 fail_timeout=2s;`);
  return [`upstream ${upstream.name} {`, ...servers, '    keepalive 32;', '}'].join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
