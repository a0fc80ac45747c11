import { webHealthPath } from '../local-endpoints.ts';
import type { ServerBlock, WebServer } from './model.ts';

export const certificatePath = '/etc/nginx/tls/host.crt';
export const keyPath = '/etc/nginx/tls/host.key';
export const pagesRoot = '/etc/nginx/pages';

/** The site itself: port 80 sends to HTTPS, port 443 serves. HTTP/2 ends at the load balancer. */
export function renderSite(web: WebServer): string {
  const servers = web.serverBlocks.map((block, index) => renderServer(block, { isDefault: index === 0 }));
  return [renderRedirect(web), ...servers].join('\n\n');
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

function renderServer(block: ServerBlock, { isDefault }: { readonly isDefault: boolean }): string {
  return `server {
    listen 443 ssl${isDefault ? ' default_server' : ''};
    server_name ${block.names.join(' ')};

    # The host's own certificate: load balancers verify it against the platform's authority.
    ssl_certificate ${certificatePath};
    ssl_certificate_key ${keyPath};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:tls:2m;
    ssl_session_timeout 1h;

    # Only for errors of Nginx itself; what the application answers is passed on as it is.
    error_page 502 503 504 /unavailable.html;
    location = /unavailable.html {
        internal;
        root ${pagesRoot};
        add_header Retry-After 5 always;
        add_header Cache-Control no-store always;
    }

${health}
${block.assets.map(renderAssets).join('')}${block.parts.map(renderPart).join('')}${renderRoot(block)}
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
function renderAssets({ path, directory }: ServerBlock['assets'][number]): string {
  return `    location ^~ ${path} {
        alias ${directory}/;
        location ~ /\\.(?!well-known/) {
            return 404;
        }
${fileHeaders}
    }
`;
}

/**
 * All below it, as it was written, is the application's: no pattern of the site's files counts there. Asked for without the
 * final slash, Nginx sends the user to it (ngx_http_core_module, "location").
 */
function renderPart({ path, upstream }: ServerBlock['parts'][number]): string {
  return `    location ^~ ${path} {
${proxy(upstream)}
    }
`;
}

function renderRoot({ staticRoot, rootUpstream }: ServerBlock): string {
  if (staticRoot !== undefined) return renderStatic(staticRoot, rootUpstream);
  return `    location / {\n${rootUpstream === undefined ? '        return 404;' : proxy(rootUpstream)}\n    }`;
}

/** A file if there is one; everything else is the application's. Hidden files are never shown (RFC 8615 aside). */
function renderStatic(root: string, upstream: string | undefined): string {
  return `    root ${root};
    location ~ /\\.(?!well-known/) {
        return 404;
    }
    location / {
        try_files $uri $uri/index.html ${upstream === undefined ? '=404' : '@app'};
${fileHeaders}
    }${upstream === undefined ? '' : `\n    location @app {\n${proxy(upstream)}\n    }`}`;
}

const fileHeaders = `        add_header Cache-Control $static_cache_control;
        add_header Content-Security-Policy $content_security_policy;
        add_header Cross-Origin-Opener-Policy $opener_policy;
        add_header Cross-Origin-Resource-Policy same-origin;
        add_header Permissions-Policy $permissions_policy;
        add_header Referrer-Policy strict-origin-when-cross-origin;
        add_header X-Content-Type-Options nosniff;`;

/**
 * A request is tried on another application host only when it was not yet sent or is safe to repeat, which is the
 * default of proxy_next_upstream.
 */
const proxy = (upstream: string) => `        proxy_pass http://${upstream};
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Connection $connection_upgrade;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Request-ID $http_x_request_id;
        proxy_connect_timeout 2s;
        proxy_send_timeout 30s;
        proxy_read_timeout 30s;
        proxy_next_upstream error timeout;
        proxy_next_upstream_tries 2;
        proxy_next_upstream_timeout 10s;
        add_header X-Content-Type-Options $app_content_type_options;
        add_header Referrer-Policy $app_referrer_policy;`;
