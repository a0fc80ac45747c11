import type { AlertCase } from './backup-alerts.ts';

const up = (host: string) => `up{job="node",host="${host}"}`;
const traffic = 'up{job="traffic",host="mon-1"}';
const arrival = (host: string) => `smartx_log_last_arrival_timestamp_seconds{host="${host}"}`;
const queue = (host: string, part: string) => `smartx_log_queue_size{host="${host}",to="mon-1",part="${part}"}`;
const discarded = 'smartx_log_discarded_total{host="db-1",to="mon-1",part="disk"}';
const discardedInMemory = discarded.replace('disk', 'memory');
const ofDb = 'host="db-1",to="mon-1"';

/** As seen by mon-1; the time begins at 0, so that a last arrival of `0+60x9` is always now. */
export const logAlertCases: readonly AlertCase[] = [
  {
    title: 'a host that is up and silent is told of, until a line comes',
    interval: '1m',
    series: { [up('db-1')]: '1x30', [traffic]: '1x30', [arrival('db-1')]: '0+60x10 600x9 1260+60x9' },
    alert: 'LogsDoNotArrive',
    fires: { '10m': [], '14m': [], '16m': [ofDb], '22m': [] },
  },
  {
    title: 'a fresh platform, or a monitoring host that starts again, waits for first lines',
    interval: '1m',
    series: { [up('db-1')]: '1x10', [traffic]: '1x10', [arrival('db-1')]: '_x2 180+60x7' },
    alert: 'LogsDoNotArrive',
    fires: { '2m': [], '5m': [], '10m': [] },
  },
  {
    title: 'a host that never sent anything is told of',
    interval: '1m',
    series: { [up('db-1')]: '1x10', [traffic]: '1x10' },
    alert: 'LogsDoNotArrive',
    fires: { '3m': [], '5m': [ofDb] },
  },
  {
    title: 'nobody misses logs of a host that is down, nor of one that is no longer declared',
    interval: '1m',
    series: {
      [up('db-1')]: '0x20',
      [up('db-2')]: '1x20',
      [traffic]: '1x20',
      [arrival('db-2')]: '0+60x20',
      [arrival('old')]: '0x20',
    },
    alert: 'LogsDoNotArrive',
    fires: { '8m': [], '20m': [] },
  },
  {
    title: 'without mtail nothing is known of logs',
    interval: '1m',
    series: { [up('db-1')]: '1x20', [traffic]: '0x20' },
    alert: 'LogsDoNotArrive',
    fires: { '20m': [] },
  },
  {
    title: 'a long queue is told of, a burst is not',
    interval: '1m',
    series: {
      [up('db-1')]: '1x30',
      [up('db-2')]: '1x30',
      [up('mon-1')]: '1x30',
      [queue('db-1', 'memory')]: '600x30',
      [queue('db-1', 'disk')]: '0x9 600x20',
      [queue('db-2', 'disk')]: '0x9 9000x3 0x16',
    },
    alert: 'LogsWait',
    fires: { '9m': [], '13m': [], '16m': [ofDb] },
  },
  {
    title: 'queues for a monitoring host that is down, and of a host that is, are no news',
    interval: '1m',
    series: { [up('db-1')]: '1x20', [up('mon-1')]: '0x20', [queue('db-1', 'disk')]: '9000x20' },
    alert: 'LogsWait',
    fires: { '20m': [] },
  },
  {
    title: 'what was last heard of a host that is down is no news',
    interval: '1m',
    series: { [up('db-1')]: '0x20', [up('mon-1')]: '1x20', [queue('db-1', 'disk')]: '9000x20' },
    alert: 'LogsWait',
    fires: { '20m': [] },
  },
  {
    title: 'lines that are turned away are told of for half an hour',
    interval: '1m',
    series: { [discarded]: '7x39 9x59', [discardedInMemory]: '3x99' },
    alert: 'LogsLost',
    fires: { '39m': [], '42m': [ofDb], '68m': [ofDb], '75m': [] },
  },
  {
    title: 'a count that is back after a restart of mtail, or begins anew with its sender, is no news',
    interval: '1m',
    series: { [discarded]: '7x39 stale _x9 7x49 0x99', [discardedInMemory]: '3x39 stale _x8 3x50 0x99' },
    alert: 'LogsLost',
    fires: { '52m': [], '75m': [], '82m': [], '101m': [], '190m': [] },
  },
  {
    title: 'what was lost while the monitoring host was away is told of when it is back',
    interval: '1m',
    series: { [discarded]: '0x39 stale _x199 5x59' },
    alert: 'LogsLost',
    fires: { '39m': [], '200m': [], '243m': [ofDb], '290m': [] },
  },
];
