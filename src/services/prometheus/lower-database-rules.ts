import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AlertingRule } from './model.ts';

/** What must be told about the database. */
export function lowerDatabaseRules(platform: Platform): readonly AlertingRule[] {
  const members = hostsWithRole(platform, 'database');
  const [host] = members;
  if (host === undefined) return [];
  const isGroup = platform.database.mode === 'group';
  const of = `host="${host.name}"`;
  const common = { tier: 'database', runbook: 'docs/runbooks/database-members.md' } as const;
  const rules: readonly AlertingRule[] = [
    {
      ...common,
      alert: 'DatabaseDown',
      expr: 'mysql_up == 0',
      forSeconds: 60,
      severity: isGroup ? 'warning' : 'critical',
      summary: 'MySQL does not answer on {{ $labels.host }}',
      description: isGroup
        ? 'The other members go on, with less to spare: the agent rejoins a member that comes back.'
        : 'It is the only one: the application cannot read or write.',
      rehearsal: { series: [{ series: `mysql_up{${of}}`, well: 1, wrong: 0 }] },
    },
    {
      ...common,
      alert: 'DatabaseWithoutPrimary',
      // A member that tells nothing may be the primary: then what the others see of the group counts.
      expr: isGroup
        ? `sum(${readOnly} == bool 0) == 0 unless (count(${primary}) and count(${readOnly}) < ${members.length})`
        : `sum(${readOnly} == bool 0) == 0`,
      forSeconds: 30,
      severity: 'critical',
      summary: 'No member of the database takes writes',
      description: 'The application can read at most. A failover takes about seven seconds, and this has taken longer.',
      rehearsal: {
        series: [
          ...members.map(({ name }, index) => ({
            series: `${readOnly}{host="${name}"}`,
            ...{ well: index === 0 ? 0 : 1, wrong: 1 },
          })),
          ...(isGroup ? [{ series: seenBy(host.name, host.name, 'PRIMARY'), well: 1, wrong: 1 }] : []),
        ],
      },
    },
    {
      ...common,
      alert: 'DatabaseConnectionsNearLimit',
      expr: 'mysql_global_status_threads_connected / mysql_global_variables_max_connections > 0.8',
      forSeconds: 120,
      severity: 'warning',
      summary: '{{ $labels.host }} has nearly as many connections as it may have',
      description:
        '{{ $value | humanizePercentage }} of database.maxConnections are in use; beyond, logins are refused.',
      runbook: 'docs/runbooks/connections.md',
      rehearsal: {
        series: [
          { series: `mysql_global_status_threads_connected{${of}}`, well: 10, wrong: 95 },
          { series: `mysql_global_variables_max_connections{${of}}`, well: 100, wrong: 100 },
        ],
      },
    },
  ];
  if (!isGroup) return rules;
  return [
    ...rules,
    {
      ...common,
      alert: 'DatabaseTwoPrimaries',
      expr: 'sum(mysql_global_variables_super_read_only == bool 0) > 1',
      forSeconds: 30,
      severity: 'critical',
      summary: 'Several members of the database take writes',
      description: 'Data may go apart. Applications write to one of them; make sure that nothing else does.',
      rehearsal: {
        series: members.map(({ name }, index) => ({
          series: `mysql_global_variables_super_read_only{host="${name}"}`,
          ...{ well: index === 0 ? 0 : 1, wrong: 0 },
        })),
      },
    },
    {
      ...common,
      alert: 'DatabaseLagging',
      expr: 'smartx:database_lag_seconds > 30',
      forSeconds: 60,
      severity: 'warning',
      summary: '{{ $labels.host }} is behind the primary',
      description:
        'What it applies was written {{ $value | humanizeDuration }} before: reads are old, a failover waits for it.',
      rehearsal: {
        series: [{ series: `smartx:database_lag_seconds{${of}}`, well: 0, wrong: 60 }],
        seldom: { 'smartx:database_lag_seconds': 'told after a member has applied a transaction' },
      },
    },
    {
      ...common,
      alert: 'DatabaseGroupIncomplete',
      expr: `max by (host) (up{job="mysql"}) unless on (host) ${seenByMost}`,
      forSeconds: 120,
      severity: 'warning',
      summary: '{{ $labels.host }} is missing from the group of the database',
      description: `Of the members that answer, no majority has {{ $labels.host }} ONLINE; with all ${members.length}, more may fail.`,
      rehearsal: {
        series: [
          { series: `up{job="mysql",host="${members.at(-1)!.name}"}`, well: 1, wrong: 1 },
          ...members.map(({ name }, index) => ({
            series: seenBy(host.name, name, index === 0 ? 'PRIMARY' : 'SECONDARY'),
            ...({ well: 1, wrong: index === members.length - 1 ? 'absent' : 1 } as const),
          })),
        ],
      },
    },
  ];
}

const readOnly = 'mysql_global_variables_super_read_only';
const memberInfo = 'mysql_perf_schema_replication_group_member_info';
const online = `${memberInfo}{member_state="ONLINE"}`;
const primary = `${memberInfo}{member_role="PRIMARY",member_state="ONLINE"}`;

/** A member that is cut off takes itself alone for ONLINE: it is out of the group of the others. */
const seenByMost = `(label_replace(count by (member_host) (${online}), "host", "$1", "member_host", "(.+)") > scalar(count(count by (host) (${online}))) / 2)`;

function seenBy(host: string, member: string, role: 'PRIMARY' | 'SECONDARY'): string {
  return `${memberInfo}{host="${host}",member_host="${member}",member_role="${role}",member_state="ONLINE"}`;
}
