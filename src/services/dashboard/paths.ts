import { hostTls } from '../host-tls.ts';

/** The daemon's system user, and its group, which reads what is secret. */
export const user = 'smartx-dashboard';

export const paths = {
  directory: '/etc/smartx-dashboard',
  configuration: '/etc/smartx-dashboard/nginx.conf',
  certificate: '/etc/smartx-dashboard/host.crt',
  key: '/etc/smartx-dashboard/host.key',
  passwords: '/etc/smartx-dashboard/passwords',
  visitor: '/etc/smartx-dashboard/visitor.conf',
  platform: '/etc/smartx-dashboard/platform.json',
  unit: '/etc/systemd/system/smartx-dashboard.service',
  state: '/var/lib/smartx-dashboard',
  authority: hostTls.authority,
} as const;
