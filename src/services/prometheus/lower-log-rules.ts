import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { aliveSeconds, logMetrics } from '../collected-logs.ts';
import type { AlertingRule, ForgedSeries } from './model.ts';

/**
 * What must be told about the way of logs. `host` is whose they are, so that nothing is told of a host that is down; `to` is
 * the monitoring host that misses them.
 */
export function lowerLogRules(platform: Platform): readonly AlertingRule[] {
  const [collector] = hostsWithRole(platform, 'monitoring');
  const [first] = platform.hosts;
  if (collector === undefined || first === undefined) return [];
  const silentSeconds = 4 * Math.max(aliveSeconds, platform.monitoring.scrapeIntervalSeconds);
  const way = `host="${collector.name}",to="${collector.name}"`;
  // Also of the host that HostDown is rehearsed with: logs of every host that is up are expected.
  const hosts = [...new Set([first.name, collector.name])];
  const up: readonly ForgedSeries[] = hosts.map((host) => ({ ...steady, series: `up{job="node",host="${host}"}` }));
  return [
    {
      ...common,
      alert: 'LogsDoNotArrive',
      // After a restart of mtail there is no time of arrival until a line comes, and without mtail none is known.
      expr: `min by (host, to) (up{job="node"} * on () group_left (to) ${named('up{job="traffic"}')}) == 1 unless on (host) time() - ${logMetrics.lastArrival} < ${silentSeconds}`,
      forSeconds: 240,
      severity: 'warning',
      summary: 'No logs of {{ $labels.host }} arrive at {{ $labels.to }}',
      description: `It is up, and should send a line every ${aliveSeconds} seconds at least. What it has to say waits on it.`,
      rehearsal: {
        series: [
          ...up,
          { ...steady, series: `up{job="traffic",host="${collector.name}"}` },
          ...hosts.map((host) => ({
            ...{ series: `${logMetrics.lastArrival}{host="${host}"}` },
            ...{ well: { secondsAgo: 1 }, wrong: { secondsAgo: 10 * silentSeconds } },
          })),
        ],
        seldom,
      },
    },
    {
      ...common,
      alert: 'LogsWait',
      // Without those for a monitoring host that is down, and what was last heard of a host that is.
      expr: `sum by (host, to) (${logMetrics.queueSize}) > ${waitingMax} and on (host) up{job="node"} == 1 and on (to) ${named('up{job="node"}')} == 1`,
      forSeconds: 300,
      severity: 'warning',
      summary: 'Logs of {{ $labels.host }} wait for {{ $labels.to }}',
      description: '{{ $value }} lines wait. When its part of the disk is full, new ones are turned away.',
      rehearsal: {
        series: [...up, { series: `${logMetrics.queueSize}{${way},part="disk"}`, well: 0, wrong: 10 * waitingMax }],
        seldom,
      },
    },
    {
      ...common,
      alert: 'LogsLost',
      // More than was known half an hour ago. A monitoring host that was away for longer knew nothing then, and what was
      // turned away meanwhile is there at once, which no increase() sees. A sender that begins anew counts from zero.
      expr: `sum by (host, to) (${logMetrics.discarded}) > sum by (host, to) (last_over_time(${logMetrics.discarded}[3600s] offset 1800s) or 0 * ${logMetrics.discarded})`,
      forSeconds: 60,
      severity: 'warning',
      summary: 'Logs of {{ $labels.host }} for {{ $labels.to }} are lost',
      description: 'Their queue was full: since its daemon started, {{ $value }} lines were turned away.',
      rehearsal: { series: [{ series: `${logMetrics.discarded}{${way},part="disk"}`, well: 0, wrong: 50 }], seldom },
    },
  ];
}

const common = { tier: 'monitoring', runbook: 'docs/runbooks/logs.md' } as const;

const steady = { well: 1, wrong: 1 } as const;

/** Lines in a queue; busy hosts have some hundred on their way, and memory takes 5000. */
const waitingMax = 1_000;

const soon = 'told after the first lines that come once mtail has started';
const seldom = { [logMetrics.lastArrival]: soon, [logMetrics.queueSize]: soon, [logMetrics.discarded]: soon };

function named(up: string): string {
  return `label_replace(${up}, "to", "$1", "host", "(.+)")`;
}
