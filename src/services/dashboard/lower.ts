import { dashboardPort } from '../../platform/dashboard-port.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { dashboardRelease } from '../dashboard-files.ts';
import type { DashboardServer } from './model.ts';

export function lowerDashboardServer(platform: Platform, host: Host): DashboardServer {
  return {
    hostName: host.name,
    privateAddress: host.privateAddress,
    port: dashboardPort(platform.hosts),
    root: `${dashboardRelease.root}/current`,
    hstsSeconds: platform.tls.hstsSeconds,
    // Browsers keep cookies by name and host, and labs side by side are all called localhost.
    visitorCookie: `smartx_${platform.environment.replaceAll('-', '_')}`,
  };
}
