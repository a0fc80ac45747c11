import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AlertingRule } from './model.ts';

/** What must be told about name servers. */
export function lowerDnsRules(platform: Platform): readonly AlertingRule[] {
  const servers = hostsWithRole(platform, 'dns');
  const [host] = servers;
  if (host === undefined) return [];
  const of = `host="${host.name}"`;
  const serials: AlertingRule = {
    ...common,
    alert: 'ZonesDiffer',
    expr: 'max by (zone) (smartx_knot_zone_serial) != min by (zone) (smartx_knot_zone_serial)',
    forSeconds: 900,
    severity: 'warning',
    summary: 'Name servers have different zones',
    description: 'For a quarter of an hour a secondary has not got the zone {{ $labels.zone }} as the primary has it.',
    rehearsal: {
      series: servers.map(({ name }, index) => ({
        series: `smartx_knot_zone_serial{host="${name}",zone="${platform.domain}"}`,
        ...{ well: 7, wrong: index === 0 ? 8 : 7 },
      })),
    },
  };
  return [
    ...(servers.length > 1 ? [serials] : []),
    {
      ...common,
      alert: 'NameServerSilent',
      expr: 'probe_success{job="probe-zone"} == 0',
      forSeconds: 60,
      severity: 'critical',
      summary: '{{ $labels.host }} does not answer for the zone',
      description: 'A question for the SOA record is not answered as it should be. Users ask the other name servers.',
      rehearsal: { series: [{ series: `probe_success{job="probe-zone",${of}}`, well: 1, wrong: 0 }] },
    },
    {
      ...common,
      alert: 'SiteAddressWrong',
      expr: 'probe_success{job="probe-site-address"} == 0',
      forSeconds: 60,
      severity: 'critical',
      summary: '{{ $labels.host }} does not give the address of the site',
      description: 'Users who ask this name server do not find the site, or find another one.',
      rehearsal: { series: [{ series: `probe_success{job="probe-site-address",${of}}`, well: 1, wrong: 0 }] },
    },
  ];
}

const common = { tier: 'dns', runbook: 'docs/runbooks/name-server.md' } as const;
