import type { DashboardServer } from './model.ts';
import { paths } from './paths.ts';

/** An empty value sends no header. */
export function renderMaps({ hstsSeconds }: DashboardServer): string {
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

/** The page has no part that comes from elsewhere or stands in another one, so that all else is forbidden. */
const pagePolicy = [
  ...["default-src 'none'", "base-uri 'none'", "connect-src 'self'", "font-src 'self'", "form-action 'none'"],
  ...["frame-ancestors 'none'", "img-src 'self' data:", "manifest-src 'self'", "script-src 'self'", "style-src 'self'"],
].join('; ');

/**
 * GoAccess writes scripts, styles and templates that become scripts into its page, beside what strangers sent to the site. The sandbox takes away what that
 * page could do in our name: it is of another origin than the dashboard, and gets no answer from it.
 */
const trafficPolicy = [
  ...["default-src 'none'", "base-uri 'none'", "font-src 'self' data:", "form-action 'none'", "frame-ancestors 'none'"],
  ...["img-src 'self' data:", "script-src 'unsafe-eval' 'unsafe-inline'", "style-src 'unsafe-inline'"],
  'sandbox allow-scripts',
].join('; ');
