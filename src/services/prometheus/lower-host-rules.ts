import type { Platform } from '../../platform/platform.ts';
import { diskLeft, memoryLeft } from '../../platform/thresholds.ts';
import type { AlertingRule } from './model.ts';
import { realFileSystems as real } from './real-file-systems.ts';

/** What must be told about any host. */
export function lowerHostRules({ hosts }: Platform): readonly AlertingRule[] {
  const [host] = hosts;
  if (host === undefined) return [];
  const of = `host="${host.name}"`;
  const disk = `{${of},mountpoint="/",fstype="ext4"}`;
  const fullDisk = {
    series: [
      { series: `node_filesystem_avail_bytes${disk}`, well: 5e9, wrong: 1e8 },
      { series: `node_filesystem_size_bytes${disk}`, well: 1e10, wrong: 1e10 },
    ],
  };
  return [
    {
      ...common,
      alert: 'HostDown',
      // Its other exporters, too: one that crashed is no dead host. The `up` of a probe is that of who probes.
      expr: 'max by (host) (up{job=~"node|haproxy|mysql|nginx"}) == 0',
      forSeconds: 30,
      severity: 'critical',
      summary: '{{ $labels.host }} does not answer',
      description:
        'Nothing on {{ $labels.host }} has answered for half a minute. What else it causes is not told apart.',
      runbook: 'docs/runbooks/host-down.md',
      rehearsal: {
        series: ['node', ...(host.roles.includes('loadBalancer') ? ['haproxy'] : [])].map((job) => ({
          ...{ series: `up{job="${job}",${of}}`, well: 1, wrong: 0 },
        })),
      },
    },
    {
      ...common,
      alert: 'HostDiskFull',
      expr: `${left} < ${diskLeft.critical}`,
      forSeconds: 300,
      severity: 'critical',
      summary: 'A disk of {{ $labels.host }} is full',
      description: '{{ $value | humanizePercentage }} of {{ $labels.mountpoint }} on {{ $labels.host }} is left.',
      rehearsal: fullDisk,
    },
    {
      ...common,
      alert: 'HostDiskFilling',
      expr: `${left} < ${diskLeft.warning}`,
      forSeconds: 1_800,
      severity: 'warning',
      summary: 'A disk of {{ $labels.host }} is nearly full',
      description: '{{ $value | humanizePercentage }} of {{ $labels.mountpoint }} on {{ $labels.host }} is left.',
      rehearsal: fullDisk,
    },
    {
      ...common,
      alert: 'HostMemoryUsedUp',
      expr: `node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < ${memoryLeft.warning}`,
      forSeconds: 600,
      severity: 'warning',
      summary: '{{ $labels.host }} has hardly any memory left',
      description: '{{ $value | humanizePercentage }} of its memory is available: soon the kernel ends processes.',
      runbook: 'docs/runbooks/host-busy.md',
      rehearsal: {
        series: [
          { series: `node_memory_MemAvailable_bytes{${of}}`, well: 1e9, wrong: 1e7 },
          { series: `node_memory_MemTotal_bytes{${of}}`, well: 2e9, wrong: 2e9 },
        ],
      },
    },
    {
      ...common,
      alert: 'HostClockWrong',
      // Certificates, TSIG and logs of several hosts need one time.
      expr: 'abs(node_time_seconds - timestamp(node_time_seconds)) > 5',
      forSeconds: 300,
      severity: 'warning',
      summary: 'The clock of {{ $labels.host }} is wrong',
      description: 'It is {{ $value | humanizeDuration }} from that of the monitoring host.',
      runbook: 'docs/runbooks/clock-wrong.md',
      rehearsal: {
        series: [{ series: `node_time_seconds{${of}}`, well: { secondsAgo: 0 }, wrong: { secondsAgo: 60 } }],
      },
    },
    {
      ...common,
      alert: 'ServiceFailed',
      // Units of ours that run by timer take their time to start: they are `activating` while they work.
      expr: 'node_systemd_unit_state{state="failed"} == 1 or node_systemd_unit_state{state="activating",name!~"smartx-.*"} == 1',
      forSeconds: 120,
      severity: 'critical',
      summary: '{{ $labels.name }} does not run on {{ $labels.host }}',
      description: 'systemd on {{ $labels.host }} says that {{ $labels.name }} is {{ $labels.state }}.',
      runbook: 'docs/runbooks/service-failed.md',
      rehearsal: {
        series: [
          { series: `node_systemd_unit_state{${of},name="ssh.service",state="failed"}`, well: 0, wrong: 1 },
          { series: `node_systemd_unit_state{${of},name="ssh.service",state="activating"}`, well: 0, wrong: 0 },
        ],
      },
    },
  ];
}

const common = { tier: 'host', runbook: 'docs/runbooks/disk-full.md' } as const;

const left = `node_filesystem_avail_bytes${real} / node_filesystem_size_bytes${real}`;
