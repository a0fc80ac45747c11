import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { certificateDaysLeft } from '../../platform/thresholds.ts';
import { siteProbeOf } from '../probe-modules.ts';
import type { AlertingRule } from './model.ts';

/** What must be told about certificates: that of the site, and those between hosts. */
export function lowerCertificateRules(platform: Platform): readonly AlertingRule[] {
  const [balancer] = hostsWithRole(platform, 'loadBalancer');
  const jobs = platform.apps.map((app) => siteProbeOf(app).job);
  const shown = `probe_ssl_earliest_cert_expiry{job=~"${jobs.join('|')}"}`;
  const ofHosts = 'smartx_certificate_not_after_timestamp_seconds';
  const ends = (series: string, days: number) => ({
    series: [{ series, well: { secondsAgo: -60 * day }, wrong: { secondsAgo: -days * day } }],
  });
  const site = `probe_ssl_earliest_cert_expiry{job="${jobs[0]}",host="${balancer?.name}"}`;
  const own = `${ofHosts}{host="${platform.hosts[0]?.name}",name="host"}`;
  return [
    {
      ...common,
      alert: 'SiteCertificateEnding',
      expr: `min(${shown}) - time() < ${certificateDaysLeft.warning * day}`,
      forSeconds: 60,
      severity: 'warning',
      summary: 'The certificate of the site ends soon',
      description: 'It is good for another {{ $value | humanizeDuration }}.',
      rehearsal: ends(site, 10),
    },
    {
      ...common,
      alert: 'SiteCertificateEnds',
      expr: `min(${shown}) - time() < ${certificateDaysLeft.critical * day}`,
      forSeconds: 60,
      severity: 'critical',
      summary: 'The certificate of the site ends in days',
      description: 'It is good for another {{ $value | humanizeDuration }}; after that no browser shows the site.',
      rehearsal: ends(site, 1),
    },
    {
      ...common,
      alert: 'HostCertificateEnding',
      expr: `${ofHosts} - time() < ${certificateDaysLeft.warning * day}`,
      forSeconds: 60,
      severity: 'warning',
      summary: 'A certificate of {{ $labels.host }} ends soon',
      description: '{{ $labels.name }} is good for another {{ $value | humanizeDuration }}.',
      rehearsal: ends(own, 10),
    },
    {
      ...common,
      alert: 'HostCertificateEnds',
      expr: `${ofHosts} - time() < ${certificateDaysLeft.critical * day}`,
      forSeconds: 60,
      severity: 'critical',
      summary: 'A certificate of {{ $labels.host }} ends in days',
      description:
        '{{ $labels.name }} is good for another {{ $value | humanizeDuration }}; then hosts refuse each other.',
      rehearsal: ends(own, 1),
    },
  ];
}

const common = { tier: 'certificate', runbook: 'docs/runbooks/certificates.md' } as const;
const day = 86_400;
