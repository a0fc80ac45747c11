import { ports } from '../../platform/platform.ts';
import { trafficDirectory } from '../collected-logs.ts';
import { marksPath } from '../dashboard-files.ts';
import { writtenBySmartx } from '../file.ts';
import { prometheusListen, webHealthPath } from '../local-endpoints.ts';
import { indent } from './indent.ts';
import type { DashboardServer } from './model.ts';
import { paths } from './paths.ts';
import { renderMaps } from './render-maps.ts';
import { renderProxies } from './render-proxies.ts';

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
    # Questions are in addresses: nothing is sent.
    client_max_body_size 1k;

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
        server ${prometheusListen};
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

${indent(indent(renderProxies(server)))}

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
