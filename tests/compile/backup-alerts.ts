/** Whether an alert fires, given what hosts told until then. */
export interface AlertCase {
  readonly title: string;
  /** Between two samples, and between two evaluations of the rules. */
  readonly interval: string;
  /** In the notation of promtool(1): time begins at 0, so that `0x9` is a backup of the very beginning, told ten times. */
  readonly series: Readonly<Record<string, string>>;
  readonly alert: string;
  /** By the time of the question: the labels of each alert that fires. */
  readonly fires: Readonly<Record<string, readonly string[]>>;
}

const success = (host: string, kind: string) =>
  `smartx_backup_last_success_timestamp_seconds{host="${host}",kind="${kind}"}`;
const verified = 'smartx_backup_verified_backup_timestamp_seconds{host="db-3"}';

/** For 008-backup: a full backup every day, binary logs every ten minutes, a restore every week. */
export const backupAlertCases: readonly AlertCase[] = [
  {
    title: 'a run that failed is told of at once, until one succeeds',
    interval: '1m',
    series: {
      'smartx_backup_result{host="db-3",kind="full"}': '1 1 0 0 1',
      'smartx_backup_result{host="db-1",kind="logs"}': '1x4',
    },
    alert: 'DatabaseBackupFailed',
    fires: { '1m': [], '2m': ['host="db-3", kind="full"'], '4m': [] },
  },
  {
    title: 'a member whose turn it is no longer has no outcome, and nobody worries',
    interval: '1m',
    series: { 'smartx_backup_result{host="db-3",kind="full"}': '0 0 stale' },
    alert: 'DatabaseBackupFailed',
    fires: { '1m': ['host="db-3", kind="full"'], '2m': [] },
  },
  {
    title: 'a full backup may be a day and two hours old',
    interval: '10m',
    series: { [success('db-3', 'full')]: '0x400' },
    alert: 'DatabaseFullBackupTooOld',
    fires: { '25h50m': [], '26h10m': [''] },
  },
  {
    title: 'a host that is gone is remembered, with the age of what it did',
    interval: '10m',
    series: { [success('db-3', 'full')]: '0x10 stale' },
    alert: 'DatabaseFullBackupTooOld',
    fires: { '25h50m': [], '26h10m': [''], '50h': [''] },
  },
  {
    title: 'the newest over all hosts counts',
    interval: '10m',
    series: { [success('db-3', 'full')]: '0x400', [success('db-2', 'full')]: '_x60 36000x340' },
    alert: 'DatabaseFullBackupTooOld',
    fires: { '35h50m': [], '36h10m': [''] },
  },
  {
    title: 'binary logs may miss one turn',
    interval: '1m',
    series: { [success('db-3', 'logs')]: '0x60' },
    alert: 'DatabaseLogBackupTooOld',
    fires: { '35m': [], '36m': [''] },
  },
  {
    title: 'binary logs that follow are never too old',
    interval: '10m',
    series: { [success('db-3', 'logs')]: '0+600x20' },
    alert: 'DatabaseLogBackupTooOld',
    fires: { '1h': [], '3h': [] },
  },
  {
    title: 'when nobody tells of any backup, a new platform gets some time',
    interval: '10m',
    series: { 'up{host="db-3"}': '1x30' },
    alert: 'DatabaseBackupMissing',
    fires: { '2h': [], '2h20m': ['kind="full"', 'kind="logs"'] },
  },
  {
    title: 'one of two kinds is not enough',
    interval: '10m',
    series: { [success('db-3', 'full')]: '0x30' },
    alert: 'DatabaseBackupMissing',
    fires: { '2h20m': ['kind="logs"'] },
  },
  {
    title: 'both kinds are',
    interval: '10m',
    series: { [success('db-3', 'full')]: '0x30', [success('db-2', 'logs')]: '0x30' },
    alert: 'DatabaseBackupMissing',
    fires: { '4h': [] },
  },
  {
    title: 'a restore every week is of a backup that is eight days old at most, and some hours',
    interval: '1h',
    series: { [verified]: '0x200' },
    alert: 'DatabaseBackupUnverified',
    fires: { '195h': [], '197h': [''] },
  },
  {
    title: 'a backup that nobody ever restored',
    interval: '1h',
    series: { [success('db-3', 'full')]: '0x200' },
    alert: 'DatabaseBackupNeverVerified',
    fires: { '195h': [], '197h': [''] },
  },
  {
    title: 'one that was restored',
    interval: '1h',
    series: { [verified]: '0x200' },
    alert: 'DatabaseBackupNeverVerified',
    fires: { '197h': [] },
  },
];

/**
 * Files for `promtool test rules`, one for each interval, since a week of minutes takes half a minute. JSON is YAML.
 *
 * @param always labels of each of these alerts
 */
export function renderAlertTests(
  rulesPath: string,
  cases: readonly AlertCase[],
  always = 'severity="critical",tier="backup"',
): readonly string[] {
  const intervals = [...new Set(cases.map(({ interval }) => interval))];
  return intervals.map((interval) => {
    const tests = cases.filter((one) => one.interval === interval).map((one) => renderCase(one, always));
    return JSON.stringify({ rule_files: [rulesPath], evaluation_interval: interval, tests }, null, 2);
  });
}

function renderCase({ title, interval, series, alert, fires }: AlertCase, always: string) {
  return {
    name: title,
    interval,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: Object.entries(fires).map(([time, found]) => ({
      expr: `ALERTS{alertname="${alert}",alertstate="firing"}`,
      eval_time: time,
      exp_samples: found.map((labels) => ({
        labels: `ALERTS{alertname="${alert}",alertstate="firing",${always},${labels}}`,
        value: 1,
      })),
    })),
  };
}
