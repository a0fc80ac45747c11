import type { Platform } from '../../src/platform/platform.ts';
import { rulesPath } from '../../src/services/prometheus/contribute.ts';
import { lowerAlertingRules, lowerRuleFiles, type RuleFile } from '../../src/services/prometheus/lower-rules.ts';
import type { AlertingRule, ForgedSeries } from '../../src/services/prometheus/model.ts';
import { storiesOf, tell } from '../../src/services/prometheus/rehearse.ts';

/**
 * Cases for `promtool test rules`, made of the same readings that the drill of alerts forges, but in the real time: well,
 * wrong for as long as the rule waits, and mended. JSON is YAML.
 */
export function renderRuleTests(platform: Platform): readonly string[] {
  return lowerRuleFiles(platform).flatMap((file) =>
    file.alerts.map((rule) => {
      const interval = intervalOf(rule);
      const test = { ...caseOf(rule, interval), interval: `${interval}s` };
      return documentOf([file], interval, [test]);
    }),
  );
}

/** All series of all rules while everything is well: nobody is told anything, but that monitoring works. */
export function renderWellTest(platform: Platform): string {
  const rules = lowerAlertingRules(platform).filter(({ rehearsal }) => rehearsal.wrong !== 'throughout');
  const forged = new Map<string, ForgedSeries>();
  for (const { rehearsal } of rules) for (const one of rehearsal.series) forged.set(one.series, one);
  const times = Array.from({ length: 61 }, (_, index) => index * wellInterval);
  const input = [...forged.values()].map(({ series, well }) => ({
    series,
    values: notation(tell([{ from: Number.NEGATIVE_INFINITY, reading: well }], times)),
  }));
  const silent = {
    expr: 'count(ALERTS{alertname!="Watchdog"}) or vector(0)',
    eval_time: '59m',
    exp_samples: [sample(0)],
  };
  const test = { name: 'all is well', interval: '60s', input_series: input, promql_expr_test: [silent] };
  return documentOf(lowerRuleFiles(platform), wellInterval, [test]);
}

/** A platform that is minutes old, whose first requests all failed: nobody is called, since nobody had any before. */
export function renderFreshTest(
  platform: Platform,
  forged: { failed: number; minutes: number; fires: boolean },
): string {
  const perMinute = forged.failed / forged.minutes;
  const answers = 'haproxy_frontend_http_responses_total{proxy="https",host="lb-1"';
  const probe = 'probe_success{job="probe-virtual-address",app="app",host="mon-1"}';
  const input = [
    { series: `${answers},code="5xx"}`, values: `0+${perMinute}x${forged.minutes}` },
    { series: `${answers},code="2xx"}`, values: `0x${forged.minutes}` },
    { series: probe, values: `1x${forged.minutes}` },
    { series: 'up{job="haproxy",host="lb-1"}', values: `1x${forged.minutes}` },
  ];
  const firing = {
    expr: isFiring('ErrorBudget.*'),
    eval_time: `${forged.minutes}m`,
    exp_samples: [sample(forged.fires ? 1 : 0)],
  };
  const test = { name: 'a fresh platform', interval: '60s', input_series: input, promql_expr_test: [firing] };
  return documentOf(
    lowerRuleFiles(platform).filter(({ name }) => name === 'objectives'),
    wellInterval,
    [test],
  );
}

const memberOne = 'member_host="db-1",member_role="PRIMARY"';

/** What is told when one that tells nothing is all that is wrong, after ten minutes. */
const silences = [
  {
    name: 'a load balancer that tells nothing may hold the address',
    series: { 'smartx_vrrp_state{host="lb-2"}': '0x40' },
    expr: isFiring('VirtualAddressUnowned'),
    gives: 0,
  },
  {
    name: 'a primary that tells nothing is one while the others see it',
    series: {
      'mysql_global_variables_super_read_only{host="db-2"}': '1x40',
      [`mysql_perf_schema_replication_group_member_info{host="db-2",${memberOne},member_state="ONLINE"}`]: '1x40',
    },
    expr: isFiring('DatabaseWithoutPrimary'),
    gives: 0,
  },
  {
    name: 'a primary that tells nothing is none when the others miss it',
    series: {
      'mysql_global_variables_super_read_only{host="db-2"}': '1x40',
      [`mysql_perf_schema_replication_group_member_info{host="db-2",${memberOne},member_state="UNREACHABLE"}`]: '1x40',
    },
    expr: isFiring('DatabaseWithoutPrimary'),
    gives: 1,
  },
  {
    name: 'nobody knows how slow requests are whose durations do not arrive',
    series: { 'haproxy_frontend_http_responses_total{proxy="https",host="lb-1",code="2xx"}': '0+150x40' },
    expr: 'absent(smartx:slo_slow:ratio_rate5m)',
    gives: 1,
  },
  {
    name: 'where hardly anybody asks, nothing is slow',
    series: { 'haproxy_frontend_http_responses_total{proxy="https",host="lb-1",code="2xx"}': '0+1x40' },
    expr: 'smartx:slo_slow:ratio_rate5m',
    gives: 0,
  },
];

export function renderSilenceTest(platform: Platform): string {
  const tests = silences.map(({ name, series, expr, gives }) => ({
    ...{ name, interval: '15s' },
    input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
    promql_expr_test: [
      {
        ...{ expr, eval_time: '10m' },
        exp_samples: [{ labels: expr.startsWith('smartx:') ? expr : '{}', value: gives }],
      },
    ],
  }));
  return documentOf(lowerRuleFiles(platform), 15, tests);
}

/** Of a group of three, which members each one that answers has ONLINE, and who is missing then. */
export function renderGroupTest(
  platform: Platform,
  { views, missing }: { views: Readonly<Record<string, readonly string[]>>; missing: readonly string[] },
): string {
  const members = ['db-1', 'db-2', 'db-3'];
  const answers = members.map((host) => ({
    ...{ series: `up{job="mysql",host="${host}"}`, values: host in views ? '1x10' : '0x10' },
  }));
  const seen = Object.entries(views).flatMap(([host, online]) =>
    online.map((member) => ({
      series: `mysql_perf_schema_replication_group_member_info{host="${host}",member_host="${member}",member_state="ONLINE"}`,
      values: '1x10',
    })),
  );
  const firing = {
    expr: 'count by (host) (ALERTS{alertname="DatabaseGroupIncomplete",alertstate="firing"})',
    eval_time: '5m',
    exp_samples: missing.map((host) => ({ labels: `{host="${host}"}`, value: 1 })),
  };
  const test = { interval: '60s', input_series: [...answers, ...seen], promql_expr_test: [firing] };
  return documentOf(
    lowerRuleFiles(platform).filter(({ name }) => name === 'databases'),
    wellInterval,
    [test],
  );
}

const wellInterval = 60;

function documentOf(files: readonly RuleFile[], interval: number, tests: readonly object[]): string {
  const paths = files.map(({ name }) => rulesPath(name));
  return JSON.stringify({ rule_files: paths, evaluation_interval: `${interval}s`, tests }, null, 2);
}

/** Windows of objectives are hours long; what may take days to fire need not be looked at every minute. */
function intervalOf({ forSeconds, tier }: AlertingRule): number {
  return tier === 'objective' ? 60 : Math.max(15, Math.ceil(forSeconds / 40));
}

function caseOf(rule: AlertingRule, interval: number) {
  const isAlways = rule.rehearsal.wrong === 'always';
  const wellSteps = isAlways ? 0 : rule.tier === 'objective' ? 360 : 40;
  const wrongSteps = Math.ceil(rule.forSeconds / interval) + 4;
  const mendedSteps = 20;
  const begin = wellSteps * interval;
  const timing = { begin, wrongSeconds: wrongSteps * interval, mendedSeconds: mendedSteps * interval };
  const times = Array.from({ length: wellSteps + wrongSteps + mendedSteps }, (_, index) => index * interval);
  const stories = storiesOf([{ rules: [rule] }], timing);
  const ask = (step: number, fires: boolean) => ({
    ...{ expr: isFiring(rule.alert), eval_time: `${step * interval}s` },
    exp_samples: [sample(fires ? 1 : 0)],
  });
  const isThroughout = rule.rehearsal.wrong === 'throughout';
  return {
    name: rule.alert,
    input_series: [...stories].map(([series, story]) => ({ series, values: notation(tell(story, times)) })),
    promql_expr_test: [
      ...(isAlways ? [] : [ask(wellSteps - 1, isThroughout)]),
      ask(wellSteps + wrongSteps - 1, true),
      ask(wellSteps + wrongSteps + mendedSteps - 1, isThroughout),
    ],
  };
}

function isFiring(alerts: string): string {
  return `(count(ALERTS{alertname=~"${alerts}",alertstate="firing"}) > bool 0) or vector(0)`;
}

function sample(value: number) {
  return { labels: '{}', value };
}

/** The notation of promtool(1): a series that is not told any more is stale at once. */
function notation(values: readonly (number | undefined)[]): string {
  return values
    .map((value, index) => {
      if (value !== undefined) return plain(value);
      return index > 0 && values[index - 1] !== undefined ? 'stale' : '_';
    })
    .join(' ');
}

/** 1e+21 and the like are not understood there. */
function plain(value: number): string {
  return value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 3 });
}
