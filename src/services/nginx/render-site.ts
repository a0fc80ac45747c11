import { webHealthPath } from '../local-endpoints.ts';
import type { Part, ServerBlock, WebServer } from './model.ts';
import { renderApplication, renderChoices, renderPaths, renderWays } from './render-limits.ts';

export const certificatePath = '/etc/nginx/tls/host.crt';
export const keyPath = '/etc/nginx/tls/host.key';
export const pagesRoot = '/etc/nginx/pages';

/** The site itself: port 80 sends to HTTPS, port 443 serves. HTTP/2 ends at the load balancer. */
export function renderSite(web: WebServer): string {
  const choices = renderChoices(web.serverBlocks);
  const servers = web.serverBlocks.map(renderServer);
  return [...(choices === '' ? [] : [choices]), renderRedirect(web), ...servers].join('\n\n');
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

/** The first one is the default. */
function renderServer(block: ServerBlock, index: number): string {
  return `server {
    listen 443 ssl${index === 0 ? ' default_server' : ''};
    server_name ${block.names.join(' ')};

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
${renderHidden(block)}${block.assets.map(renderAssets).join('')}
${renderWays(block, index)}${renderLimitedPaths(block)}
${block.parts.map(renderPart).join('')}${renderRoot(block)}
}`;
}

const health = `    location = ${webHealthPath} {
        default_type text/plain;
        if ($is_ours = 0) {
            return 404;
        }
        return 200 "ok\\n";
    }`;

/**
 * What an application tells monitoring is nothing for users, however they write its path: Nginx compares what it has
 * decoded, and some frameworks take capitals, a final slash and what follows a semicolon (RFC 3986, section 3.3) for the same.
 * Here it comes before any location is chosen.
 */
function renderHidden({ root, parts }: ServerBlock): string {
  const paths = [root, ...parts].flatMap((part) => part?.metricsPath ?? []);
  return paths
    .map((path) => path.replace(/\/$/, '').replaceAll('.', '\\.'))
    .map((path) => `    if ($uri ~* "^${path}(/|;|$)") {\n        return 404;\n    }\n`)
    .join('');
}

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
function renderPart({ path, upstream, limits }: Part): string {
  return `    location ^~ ${path} {
        client_max_body_size ${limits.request.bodyBytesMax};
${renderApplication(upstream, limits.request)}
    }
`;
}

function renderLimitedPaths(block: ServerBlock): string {
  return [
    ...(block.root === undefined ? [] : [renderPaths(block.root, ordinary(block))]),
    ...block.parts.map((part) => renderPaths(part, renderApplication(part.upstream, part.limits.request))),
  ].join('');
}

/** What a path does that has nothing of its own: a file if there is one; everything else is the application's. */
function ordinary({ root, staticRoot }: ServerBlock): string {
  if (staticRoot !== undefined) {
    return `        try_files $uri $uri/index.html ${root === undefined ? '=404' : '@app'};\n${fileHeaders}`;
  }
  return root === undefined ? '        return 404;' : renderApplication(root.upstream, root.limits.request);
}

function renderRoot(block: ServerBlock): string {
  const { root, staticRoot } = block;
  return `${root === undefined ? '' : `    client_max_body_size ${root.limits.request.bodyBytesMax};\n`}${
    staticRoot === undefined ? '' : renderStatic(staticRoot, root)
  }    location / {
${ordinary(block)}
    }`;
}

/** Hidden files are never shown (RFC 8615 aside). */
function renderStatic(staticRoot: string, root: Part | undefined): string {
  return `    root ${staticRoot};
    location ~ /\\.(?!well-known/) {
        return 404;
    }
${root === undefined ? '' : `    location @app {\n${renderApplication(root.upstream, root.limits.request)}\n    }\n`}`;
}

const fileHeaders = `        add_header Cache-Control $static_cache_control;
        add_header Content-Security-Policy $content_security_policy;
        add_header Cross-Origin-Opener-Policy $opener_policy;
        add_header Cross-Origin-Resource-Policy same-origin;
        add_header Permissions-Policy $permissions_policy;
        add_header Referrer-Policy strict-origin-when-cross-origin;
        add_header X-Content-Type-Options nosniff;`;
