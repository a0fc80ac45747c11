/** Names of the probes that Prometheus asks the blackbox exporter for; each is a module of its configuration. */
export const blackboxModules = {
  /** The zone's SOA, from one name server. */
  zone: 'zone',
  /** The site's address, from one name server. */
  siteAddress: 'site_address',
  /** HTTPS through one load balancer to the application and its database. */
  site: 'site',
  /** The redirect from HTTP to HTTPS by one load balancer. */
  redirect: 'redirect',
} as const;
