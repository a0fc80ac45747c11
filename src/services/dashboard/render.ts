import { ports } from '../../platform/platform.ts';
import { trafficDirectory } from '../collected-logs.ts';
import { dashboardUser, marksPath } from '../dashboard-files.ts';
import { writtenBySmartx } from '../file.ts';
import { webHealthPath } from '../local-endpoints.ts';
import type { DashboardServer } from './model.ts';
import { paths } from './paths.ts';

/** nginx.conf, complete: nothing else is included but the list of media types. Valid for Nginx 1.22 and later. */
export function renderDashboardConf(server: DashboardServer): string {
  return `# ${writtenBySmartx}
worker_processes 1;
worker_shutdown_timeout 5s;
pid ${paths.state}/nginx.pid;
error_log stderr warn;

events {
    worker_connections 512;
}

http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    charset utf-8;
    charset_types application/javascript application/json image/svg+xml text/css text/javascript text/plain;
    access_log off;
    server_tokens off;
    sendfile on;
    keepalive_timeout 75s;
    client_header_timeout 10s;
    client_body_timeout 10s;
    send_timeout 30s;
    # A question to Prometheus, or a silence; nothing else is sent.
    client_max_body_size 64k;

    client_body_temp_path ${paths.state}/body;
    fastcgi_temp_path ${paths.state}/fastcgi;
    proxy_temp_path ${paths.state}/proxy;
    scgi_temp_path ${paths.state}/scgi;
    uwsgi_temp_path ${paths.state}/uwsgi;

    gzip on;
    gzip_vary on;
    gzip_comp_level 6;
    gzip_min_length 1024;
    gzip_proxied any;
    gzip_types application/javascript application/json image/svg+xml text/css text/javascript text/plain;

${indent(renderMaps(server))}

    upstream prometheus {
        server 127.0.0.1:${ports.prometheus};
        keepalive 8;
    }
    upstream alertmanager {
        server ${server.privateAddress}:${ports.alertmanager};
        keepalive 4;
    }

    server {
        listen ${server.privateAddress}:${server.port} ssl default_server;
        listen 127.0.0.1:${server.port} ssl default_server;
        server_name ${server.hostName} localhost;

        ssl_certificate ${paths.certificate};
        ssl_certificate_key ${paths.key};
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
        ssl_session_cache shared:tls:1m;
        ssl_session_tickets off;

        auth_basic "Smartx";
        auth_basic_user_file ${paths.passwords};
        limit_req zone=logins burst=50 nodelay;
        limit_req_status 429;

${indent(indent(headers))}

        root ${server.root};
        location / {
            index index.html;
            try_files $uri $uri/ =404;
        }
        location ~ /\\. {
            return 404;
        }
        location = /platform.json {
            alias ${paths.platform};
        }
        location = /marks.json {
            alias ${marksPath};
            error_page 404 =200 @no-marks;
        }
        location @no-marks {
            default_type application/json;
            return 200 "[]\\n";
        }
        location ^~ /traffic/ {
            alias ${trafficDirectory}/;
            index index.html;
        }

${indent(indent(renderPrometheus()))}
${indent(indent(renderAlertmanager(server)))}

        # Says that this daemon serves, and nothing else; nobody needs a password for that.
        location = ${webHealthPath} {
            auth_basic off;
            default_type text/plain;
            add_header Cache-Control no-store always;
            return 200 "ok\\n";
        }
    }
}
`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}

/** As htpasswd(1) writes it. */
export function renderPasswords(hash: string): string {
  return `${dashboardUser}:${hash}\n`;
}

/**
 * Whoever has logged in gets a cookie that nobody can guess. Without it an address has five requests a second, too few
 * for guessing passwords, and with it there is no limit. It is no login: the password is asked for all the same.
 */
export function renderVisitor({ visitorCookie }: DashboardServer, visitor: string): string {
  return `# ${writtenBySmartx}
map $cookie_${visitorCookie} $guesses_from {
    "${visitor}" '';
    default $binary_remote_addr;
}
map $uri $visitor_cookie {
    /index.html "${visitorCookie}=${visitor}; Path=/; Secure; HttpOnly; SameSite=Strict";
    default '';
}
`;
}

/** The page has no part that comes from elsewhere or stands in another one, so that all else is forbidden. */
const pagePolicy = [
  ...["default-src 'none'", "base-uri 'none'", "connect-src 'self'", "font-src 'self'", "form-action 'none'"],
  ...["frame-ancestors 'none'", "img-src 'self' data:", "manifest-src 'self'", "script-src 'self'", "style-src 'self'"],
].join('; ');

/**
 * GoAccess writes scripts and styles into its page, beside what strangers sent to the site. The sandbox takes away what that
 * page could do in our name: it is of another origin than the dashboard, and gets no answer from it.
 */
const trafficPolicy = [
  ...["default-src 'none'", "base-uri 'none'", "font-src 'self' data:", "form-action 'none'", "frame-ancestors 'none'"],
  ...["img-src 'self' data:", "script-src 'unsafe-inline'", "style-src 'unsafe-inline'", 'sandbox allow-scripts'],
].join('; ');

/** An empty value sends no header. */
function renderMaps({ hstsSeconds }: DashboardServer): string {
  return `include ${paths.visitor};
limit_req_zone $guesses_from zone=logins:1m rate=5r/s;

# Names of assets carry a hash of their content.
map $uri $cache_control {
    ~^/assets/ "public, max-age=31536000, immutable";
    ~^/(alertmanager|prometheus)/ no-store;
    default no-cache;
}
map $uri $content_security_policy {
    ~^/traffic/ "${trafficPolicy}";
    default "${pagePolicy}";
}
# What other pages ask for in the name of whoever looks at them; localhost with another port is one of those.
map $http_sec_fetch_site $is_foreign {
    cross-site 1;
    same-site 1;
    default 0;
}
# At the end of a tunnel this would make every program on every port of localhost unreachable without TLS (RFC 6797
# section 8.3: it is about a host, whatever the port).
map $host $strict_transport_security {
    localhost '';
    default "${hstsSeconds === 0 ? '' : `max-age=${hstsSeconds}`}";
}`;
}

/** Without "always" where an error must not have it. Locations with headers of their own have none of these. */
const headers = `add_header Cache-Control $cache_control;
add_header Content-Security-Policy $content_security_policy always;
add_header Cross-Origin-Opener-Policy same-origin always;
add_header Cross-Origin-Resource-Policy same-origin always;
add_header Permissions-Policy "camera=(), geolocation=(), microphone=(), payment=(), usb=()" always;
add_header Referrer-Policy no-referrer always;
add_header Set-Cookie $visitor_cookie;
add_header Strict-Transport-Security $strict_transport_security always;
add_header X-Content-Type-Options nosniff always;`;

/** Questions alone: nothing that changes Prometheus, and nothing that shows how it is configured. */
function renderPrometheus(): string {
  const questions = 'alerts|query|query_range|rules|status/buildinfo|status/runtimeinfo|status/tsdb|targets';
  return `location ~ ^/prometheus/api/v1/(${questions})$ {
    if ($is_foreign) {
        return 403;
    }
    limit_except GET POST {
        deny all;
    }
    proxy_pass http://prometheus/api/v1/$1$is_args$args;
${indent(proxying)}
}
location /prometheus/ {
    return 404;
}`;
}

/**
 * Alerts, and silences, which people make and end. It wants a certificate of a monitoring host, as Prometheus shows it one.
 */
function renderAlertmanager({ hostName }: DashboardServer): string {
  const secured = `proxy_ssl_certificate ${paths.certificate};
proxy_ssl_certificate_key ${paths.key};
proxy_ssl_name ${hostName};
proxy_ssl_protocols TLSv1.2 TLSv1.3;
proxy_ssl_server_name on;
proxy_ssl_trusted_certificate ${paths.authority};
proxy_ssl_verify on;`;
  const location = (path: string, methods: string) => `location ~ ^/alertmanager/api/v2/(${path})$ {
    if ($is_foreign) {
        return 403;
    }
    limit_except ${methods} {
        deny all;
    }
    proxy_pass https://alertmanager/api/v2/$1$is_args$args;
${indent(secured)}
${indent(proxying)}
}`;
  return `${location('alerts|alerts/groups', 'GET')}
${location('silences', 'GET POST')}
${location('silence/[0-9a-f-]+', 'GET DELETE')}
location /alertmanager/ {
    return 404;
}`;
}

/** Neither the login nor the cookie is anybody else's business; without Origin there is no answer about sharing (CORS). */
const proxying = `proxy_http_version 1.1;
proxy_set_header Authorization '';
proxy_set_header Connection '';
proxy_set_header Cookie '';
proxy_set_header Origin '';
proxy_connect_timeout 2s;
proxy_read_timeout 30s;`;
