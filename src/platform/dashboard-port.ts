import { type Host, ports } from './platform.ts';

/**
 * Where monitoring hosts serve the dashboard: at the port of HTTPS, unless one of them carries a role whose daemon has that
 * port already. The same on all of them, so that there is one flow.
 */
export function dashboardPort(hosts: readonly Pick<Host, 'roles'>[]): number {
  const isTaken = hosts.some(
    ({ roles }) => roles.includes('monitoring') && (roles.includes('web') || roles.includes('loadBalancer')),
  );
  return isTaken ? ports.sharedDashboard : ports.https;
}
