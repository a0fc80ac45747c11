import type { Tier } from '../../promises/promise.ts';

/** What people call a tier. */
export const tierTitles: Readonly<Record<Tier, string>> = {
  dns: 'dns',
  loadBalancer: 'load balancer',
  firewall: 'firewall',
  web: 'web',
  app: 'app',
  database: 'database',
  monitoring: 'monitoring',
  host: 'hosts',
};
