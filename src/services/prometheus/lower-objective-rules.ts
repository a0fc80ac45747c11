import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Platform } from '../../platform/platform.ts';
import { requestDuration } from '../collected-logs.ts';
import { answersGoBad } from './lower-load-balancer-rules.ts';
import type { AlertingRule, ForgedSeries, RecordingRule } from './model.ts';

/**
 * How fast the error budget burns, over two windows each: the long one says that it matters, the short one that it still
 * goes on ("Alerting on SLOs" in the SRE Workbook, chapter 5).
 */
const burns = [
  { factor: 14.4, long: '1h', short: '5m', severity: 'critical', words: 'in two days' },
  { factor: 6, long: '6h', short: '30m', severity: 'warning', words: 'in five days' },
] as const;

const windows = [
  { name: '5m', seconds: 300 },
  { name: '30m', seconds: 1_800 },
  { name: '1h', seconds: 3_600 },
  { name: '6h', seconds: 21_600 },
] as const;

/** Of a month's error budget, alerts while it burns so fast that it does not last. */
export function lowerObjectiveRules(platform: Platform): readonly AlertingRule[] {
  const [host] = hostsWithRole(platform, 'loadBalancer');
  if (host === undefined) return [];
  const { availabilityRatio, latencyRatio, latencySeconds } = platform.monitoring.objective;
  const up = { series: `up{job="haproxy",host="${host.name}"}`, well: 1, wrong: 1 };
  const kinds = [
    {
      name: 'ErrorBudget',
      record: 'slo_errors',
      budget: 1 - availabilityRatio,
      summary: 'The error budget of the site burns',
      what: `fail; of ${percent(availabilityRatio)} that should succeed,`,
      series: [...answersGoBad(`host="${host.name}"`), up],
    },
    {
      name: 'SlowBudget',
      record: 'slo_slow',
      budget: 1 - latencyRatio,
      summary: 'The site is slow',
      what: `take longer than ${latencySeconds} s; of ${percent(latencyRatio)} that should not,`,
      series: [...answersGetSlow(`host="${host.name}"`, latencySeconds), up],
    },
  ];
  return kinds.flatMap(({ name, record, budget, summary, what, series }) =>
    burns.map(({ factor, long, short, severity, words }): AlertingRule => {
      const limit = round(Math.min(factor * budget, limitMax));
      const over = (window: string) => `smartx:${record}:ratio_rate${window} > ${limit}`;
      return {
        tier: 'objective',
        alert: `${name}${severity === 'critical' ? 'BurnsFast' : 'Burns'}`,
        expr: `${over(long)} and ${over(short)}`,
        forSeconds: 60,
        severity,
        summary,
        description: `In the last ${long}, {{ $value | humanizePercentage }} of all requests ${what} that uses up a month's budget ${words} or less.`,
        runbook: 'docs/runbooks/error-budget.md',
        rehearsal: { series },
      };
    }),
  );
}

/** An objective that allows much is never exceeded fourteenfold. */
const limitMax = 0.95;
/** Below this, single requests would decide. */
const requestsMin = 100;

/**
 * The shares of requests that failed, or were slow, over each window. A platform that is younger than a window has no
 * history for all of it, and what there is none of counts as good: the share is scaled down to the part that is known.
 * Where hardly anybody asks, only the probes count. How slow they are nobody knows while load balancers count requests and no
 * durations arrive: then there is no share.
 */
export function lowerObjectiveRecords(platform: Platform): readonly RecordingRule[] {
  const { latencySeconds } = platform.monitoring.objective;
  return windows.flatMap(({ name, seconds }) => [
    { record: `smartx:slo_errors:ratio_rate${name}`, expr: errors(name, seconds) },
    { record: `smartx:slo_slow:ratio_rate${name}`, expr: slow(name, seconds, latencySeconds) },
  ]);
}

function errors(window: string, seconds: number): string {
  const responses = (more: string) =>
    `sum(increase(haproxy_frontend_http_responses_total{proxy="https"${more}}[${window}]))`;
  const failed = `${responses(',code="5xx"')} / (${responses('')} >= ${requestsMin})`;
  // At each moment, whether anybody reaches every application: the subquery weighs time, however often it is probed.
  const unseen = `1 - avg_over_time(min(max by (app) (probe_success{job="probe-virtual-address"}))[${window}:15s])`;
  const worse = `max(label_replace(${failed}, "of", "requests", "", "") or label_replace(${unseen}, "of", "probes", "", "") or vector(0))`;
  return `${worse} * ${known(window, seconds)}`;
}

function slow(window: string, seconds: number, latencySeconds: number): string {
  const counted = (suffix: string) => `sum(increase(${requestDuration}_${suffix}[${window}]))`;
  const inTime = `${counted(`bucket{le="${latencySeconds}"}`)} / (${counted('count')} >= ${requestsMin})`;
  const untimed = `(sum(increase(haproxy_frontend_http_responses_total{proxy="https"}[${window}])) >= ${requestsMin} unless ${counted('count')} > 0)`;
  return `(1 - ${inTime} or (vector(0) unless ${untimed})) * ${known(window, seconds)}`;
}

/** Of how many minutes of the window there are measurements, 0 to 1. */
function known(window: string, seconds: number): string {
  return `clamp_max((max(count_over_time(up{job="haproxy"}[${window}:1m])) or vector(0)) / ${seconds / 60}, 1)`;
}

function answersGetSlow(of: string, latencySeconds: number): readonly ForgedSeries[] {
  const labels = `${of},app="app",code="2xx"`;
  const all = { well: { perSecond: 100 }, wrong: { perSecond: 1e7 }, mended: { perSecond: 1e13 } };
  return [
    { series: `${requestDuration}_count{${labels}}`, ...all },
    {
      series: `${requestDuration}_bucket{${labels},le="${latencySeconds}"}`,
      ...{ well: { perSecond: 100 }, wrong: { perSecond: 0 }, mended: { perSecond: 1e13 } },
    },
  ];
}

function percent(ratio: number): string {
  return `${round(100 * ratio)} %`;
}

/** Without what floating point adds: 1 - 0.999 is 0.0010000000000000009. */
function round(value: number): number {
  return Number(value.toFixed(6));
}
