import { type Host, ports } from '../platform/platform.ts';

/**
 * What several services of one host agree on without importing each other: paths and ports that never leave the host
 * or its private network.
 */

/** Prometheus asks nobody who somebody is: only what runs on its host may ask it. */
export const prometheusListen = `127.0.0.1:${ports.prometheus}`;

/** Where Prometheus hands its alerts over, as it says itself. */
export function alertmanagerUrl({ privateAddress }: Pick<Host, 'privateAddress'>): string {
  return `https://${privateAddress}:${ports.alertmanager}/api/v2/alerts`;
}

/** Answered by Nginx itself, whatever the state of the application; for load balancers and the host only. */
export const webHealthPath = '/smartx-health';

/** Answered by HAProxy on loopback as long as it serves at all; keepalived asks it. */
export const loadBalancerHealth = { port: 8404, path: '/healthz' } as const;

/** Counters of Nginx on loopback, read by its exporter. */
export const nginxStatus = { port: 8080, path: '/stub_status' } as const;

/**
 * Holds 1 while HAProxy is being stopped or is down, else 0. keepalived watches it and gives the address away at once,
 * long before the next check of the health URL.
 */
export const loadBalancerDownFile = '/run/haproxy.down';

/** Beside the application, on loopback: reads that may be a moment behind, also while the group has no primary. */
export const databaseReadPort = 3307;

/** Files `*.prom` in it are exported with the host's own metrics. */
export const textfileMetricsDirectory = '/var/lib/smartx/metrics';

/** Requests that a web host served, a JSON object a line: written by Nginx, sent to monitoring hosts. */
export const accessLogPath = '/var/log/nginx/access.json.log';
