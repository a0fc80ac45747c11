import type { App, Platform } from '../../platform/platform.ts';
import { writtenBySmartx } from '../file.ts';
import { hostTls } from '../host-tls.ts';
import { blackboxModules as modules, siteProbeOf } from '../probe-modules.ts';

/**
 * blackbox.yml: how the site is probed from outside its own daemons (github.com/prometheus/blackbox_exporter,
 * CONFIGURATION.md). Load balancers are probed one by one by address, under the site's name.
 */
export function renderBlackbox(platform: Platform): string {
  const site = platform.siteNames[0]!;
  return `# ${writtenBySmartx}
modules:
  ${modules.connection}:
    prober: tcp
    timeout: 5s
    tcp:
      preferred_ip_protocol: ip4
  ${modules.redirect}:
    prober: http
    timeout: 5s
    http:
      follow_redirects: false
      headers:
        Host: ${site}
      preferred_ip_protocol: ip4
      valid_status_codes: [301, 308]
${platform.apps.map((app) => renderSite(app, platform)).join('')}  ${modules.siteAddress}:
    prober: dns
    timeout: 5s
    dns:
      query_name: ${site}
      query_type: A
      recursion_desired: false
      valid_rcodes: [NOERROR]
      validate_answer_rrs:
        fail_if_none_matches_regexp: ['[[:space:]]${platform.virtualAddress.replaceAll('.', '[.]')}$']
  ${modules.zone}:
    prober: dns
    timeout: 5s
    dns:
      query_name: ${platform.domain}
      query_type: SOA
      recursion_desired: false
      valid_rcodes: [NOERROR]
`;
}

/** Through a load balancer to an application, at its own hostname. */
function renderSite(app: App, platform: Platform): string {
  const [name] = app.hostNames;
  return `  ${siteProbeOf(app).module}:
    prober: http
    timeout: 5s
    http:
      fail_if_not_ssl: true
      follow_redirects: false
      headers:
        Host: ${name}
      preferred_ip_protocol: ip4
      tls_config:
${authority(platform)}        server_name: ${name}
`;
}

/** The operator's own certificate is signed by somebody whom Debian's store knows. */
function authority(platform: Platform): string {
  return platform.tls.source.kind === 'lab-ca' ? `        ca_file: ${hostTls.authority}\n` : '';
}
