/** What senders, collectors and readers of logs agree on without importing each other. */

/** A directory for each host, and in it a file for each kind: lines of JSON. Turned files end with .1, .2.gz and so on. */
export const collectedLogs = {
  directory: '/var/log/smartx',
  /** What the journal of a host had. */
  system: 'system.log',
  /** The requests that a web host served. */
  access: 'access.log',
  /** How the sending itself goes, a few lines four times a minute: whoever is silent here is not heard at all. */
  alive: 'alive.log',
} as const;

/** The user of the daemon that sends and collects; its files belong to the administrators' group. */
export const logUser = 'smartx-logs';
export const logReaders = 'adm';

/** How often a host tells how its sending goes. */
export const aliveSeconds = 15;

/**
 * What monitoring hosts know of the way that logs take, in job `traffic`; `host` is whose logs they are.
 * Those of queues also have `to`, a monitoring host, and `part`, memory or disk: each turns away for itself.
 */
export const logMetrics = {
  queueSize: 'smartx_log_queue_size',
  discarded: 'smartx_log_discarded_total',
  lastArrival: 'smartx_log_last_arrival_timestamp_seconds',
} as const;

/** Of requests: `app` is the id of an application, or `static` where none was asked; `code` is like 2xx. */
export const requestDuration = 'smartx_http_request_duration_seconds';

/** On loopback of monitoring hosts: the numbers that are read out of logs. */
export const trafficMetricsPort = 3903;

/** The page of visits, made on every monitoring host. */
export const trafficDirectory = '/var/lib/smartx/traffic';
/** Debian's group of web servers: the dashboard's shows that page to those who have logged in. */
export const trafficReaders = 'www-data';
