import { hostsWithRole } from '../platform/per-platform.ts';
import type { Platform } from '../platform/platform.ts';
import { busyBackends } from './web-backends.ts';

/**
 * Requests that all load balancers together have under way on one web host at most. HAProxy counts them for each server of
 * each backend (`maxconn` of a server), so that one application which hangs leaves the others theirs: those of one while it
 * is ready, those while it is not, which may come on top of what hangs, those whose body goes on as it comes, and what is
 * nobody's.
 */
export function webRequestsMax(platform: Platform): number {
  return busyBackends(platform).length * platform.web.maxConnections * hostsWithRole(platform, 'loadBalancer').length;
}
