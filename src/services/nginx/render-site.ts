import type { RequestLimits } from '../../platform/platform.ts';
import { webHealthPath } from '../local-endpoints.ts';
import type { WebServer } from './model.ts';
import { renderPaths, renderWays } from './render-limits.ts';
import { renderProxy } from './render-proxy.ts';

export const certificatePath = '/etc/nginx/tls/host.crt';
export const keyPath = '/etc/nginx/tls/host.key';
export const pagesRoot = '/etc/nginx/pages';

/** The upstream in render.ts. */
const app = 'app';

/** The site itself: port 80 sends to HTTPS, port 443 serves. HTTP/2 ends at the load balancer. */
export function renderSite(web: WebServer): string {
  return [renderRedirect(web), renderServer(web)].join('\n\n');
}

function renderRedirect(web: WebServer): string {
  return `server {
    listen 80 default_server;
    server_name ${web.siteNames.join(' ')};
${health}
    location / {
        return 301 https://$host$request_uri;
    }
}`;
}

function renderServer(web: WebServer): string {
  return `server {
    listen 443 ssl default_server;
    server_name ${web.siteNames.join(' ')};

    # The host's own certificate: load balancers verify it against the platform's authority.
    ssl_certificate ${certificatePath};
    ssl_certificate_key ${keyPath};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:tls:2m;
    ssl_session_timeout 1h;

    # Only for errors of Nginx itself; what the application answers is passed on as it is. How large a request is has no
    # say in which page comes.
    error_page 413 /too-large.html;
    location = /too-large.html {
        internal;
        root ${pagesRoot};
        client_max_body_size 0;
        add_header Cache-Control no-store always;
    }
    error_page 502 503 504 /unavailable.html;
    location = /unavailable.html {
        internal;
        root ${pagesRoot};
        client_max_body_size 0;
        add_header Retry-After 5 always;
        add_header Cache-Control no-store always;
    }

${health}
${web.assets.map(renderAssets).join('')}
${renderWays(app, web.limits)}${renderPaths(app, web.limits.paths, ordinary(web))}
${web.staticRoot === undefined ? '' : renderStatic(web.staticRoot, web.limits.request)}    location / {
${ordinary(web)}
    }
}`;
}

const health = `    location = ${webHealthPath} {
        default_type text/plain;
        if ($is_ours = 0) {
            return 404;
        }
        return 200 "ok\\n";
    }`;

/** What is not there is not asked of the application: these paths are Nginx's own. */
function renderAssets({ path, directory }: WebServer['assets'][number]): string {
  return `    location ^~ ${path} {
        alias ${directory}/;
        location ~ /\\.(?!well-known/) {
            return 404;
        }
${fileHeaders}
    }
`;
}

/** What a path does that has nothing of its own: a file if there is one; everything else is the application's. */
function ordinary({ limits, staticRoot }: WebServer): string {
  if (staticRoot === undefined) return renderProxy(app, limits.request);
  return `        try_files $uri $uri/index.html @app;\n${fileHeaders}`;
}

/** Hidden files are never shown (RFC 8615 aside). */
function renderStatic(root: string, request: RequestLimits): string {
  return `    root ${root};
    location ~ /\\.(?!well-known/) {
        return 404;
    }
    location @app {
${renderProxy(app, request)}
    }
`;
}

const fileHeaders = `        add_header Cache-Control $static_cache_control;
        add_header Content-Security-Policy $content_security_policy;
        add_header Cross-Origin-Opener-Policy $opener_policy;
        add_header Cross-Origin-Resource-Policy same-origin;
        add_header Permissions-Policy $permissions_policy;
        add_header Referrer-Policy strict-origin-when-cross-origin;
        add_header X-Content-Type-Options nosniff;`;
