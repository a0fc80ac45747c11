import type { App } from '../platform/platform.ts';

/** Names of the probes that Prometheus asks the blackbox exporter for; each is a module of its configuration. */
export const blackboxModules = {
  /** The zone's SOA, from one name server. */
  zone: 'zone',
  /** The site's address, from one name server. */
  siteAddress: 'site_address',
  /** The redirect from HTTP to HTTPS by one load balancer. */
  redirect: 'redirect',
  /** A connection, and nothing more. */
  connection: 'connection',
} as const;

/** HTTPS through one load balancer to an application and its database. */
export function siteProbeOf({ name }: Pick<App, 'name'>): { readonly module: string; readonly job: string } {
  return name === undefined
    ? { module: 'site', job: 'probe-site' }
    : { module: `site_${name}`, job: `probe-site-${name}` };
}
