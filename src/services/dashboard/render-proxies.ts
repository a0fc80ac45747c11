import { indent } from './indent.ts';
import type { DashboardServer } from './model.ts';
import { paths } from './paths.ts';

/**
 * What the page asks for, and no more: nothing that changes Prometheus or Alertmanager, and nothing that shows how they are
 * configured.
 */
export function renderProxies({ hostName }: DashboardServer): string {
  return `${renderQuestions('prometheus', 'http', 'v1', 'alerts|query|query_range')}
${renderQuestions('alertmanager', 'https', 'v2', 'alerts|silences', securing(hostName))}`;
}

function renderQuestions(daemon: string, scheme: string, version: string, questions: string, more = ''): string {
  const api = `api/${version}`;
  return `location ~ ^/${daemon}/${api}/(${questions})$ {
    if ($is_foreign) {
        return 403;
    }
    limit_except GET {
        deny all;
    }
    proxy_pass ${scheme}://${daemon}/${api}/$1$is_args$args;
${indent(more)}${indent(proxying)}
}
location /${daemon}/ {
    return 404;
}`;
}

/** Alertmanager wants a certificate of a monitoring host, as Prometheus shows it one. */
function securing(hostName: string): string {
  return `proxy_ssl_certificate ${paths.certificate};
proxy_ssl_certificate_key ${paths.key};
proxy_ssl_name ${hostName};
proxy_ssl_protocols TLSv1.2 TLSv1.3;
proxy_ssl_server_name on;
proxy_ssl_trusted_certificate ${paths.authority};
proxy_ssl_verify on;
`;
}

/** Neither the login nor the cookie is anybody else's business; without Origin there is no answer about sharing (CORS). */
const proxying = `proxy_http_version 1.1;
proxy_set_header Authorization '';
proxy_set_header Connection '';
proxy_set_header Cookie '';
proxy_set_header Origin '';
proxy_connect_timeout 2s;
proxy_read_timeout 30s;`;
