import { ports } from '../../platform/platform.ts';
import { hostTls } from '../host-tls.ts';
import { loadBalancerHealth } from '../local-endpoints.ts';
import type { LoadBalancerConfiguration, Route } from './model.ts';
import { isStreamed, renderBodies, renderPlace } from './render-limits.ts';
import type { Section } from './render-section.ts';

export const sitePemPath = '/etc/haproxy/site.pem';
/** The host's own, shown to those who read metrics. */
export const hostPemPath = '/etc/haproxy/host.pem';

/** What the load balancer listens to: the site on both public ports, its own health, and its metrics. */
export function renderFrontends(edge: LoadBalancerConfiguration): readonly Section[] {
  return [
    { header: 'frontend http', directives: httpFrontend(edge) },
    { header: 'frontend https', directives: httpsFrontend(edge) },
    healthFrontend,
    metricsFrontend(edge),
  ];
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
    '# After a reload, idle connections are closed with the answer to their next request, not in its face.',
    'option idle-close-on-response',
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
    ...renderBodies(edge.routes),
    '# When no server is ready, a database outage for example, those that are alive still show static pages.',
    ...edge.routes.flatMap(renderRoute),
  ];
}

function renderRoute(route: Route): readonly string[] {
  const { backend, otherwise, streamed } = route;
  const place = renderPlace(route);
  const use = (name: string, ...more: readonly string[]) => `use_backend ${name} if ${[...place, ...more].join(' ')}`;
  return [
    ...(otherwise === undefined ? [] : [use(otherwise, `{ nbsrv(${backend}) eq 0 }`)]),
    ...(streamed === undefined ? [] : [use(streamed, isStreamed)]),
    place.length === 0 ? `default_backend ${backend}` : use(backend),
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
      `bind ${edge.privateAddress}:${ports.haproxyMetrics} ssl crt ${hostPemPath} ca-file ${hostTls.authority} verify required`,
      `http-request return status 403 unless { ssl_c_s_dn(cn) -m str ${edge.scrapers.join(' ')} }`,
      'http-request use-service prometheus-exporter if { path /metrics }',
      'http-request return status 404',
    ],
  };
}
