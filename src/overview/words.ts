import type { Role } from '../platform/platform.ts';

const roleNames: Readonly<Record<Role, string>> = {
  dns: 'DNS',
  loadBalancer: 'load balancer',
  web: 'web',
  app: 'app',
  database: 'database',
  monitoring: 'monitoring',
};

/** `web, app` */
export function sayRoles(roles: readonly Role[]): string {
  return roles.map((role) => roleNames[role]).join(', ');
}

/** What the ages of backups are about; short where there is one line for all of them. */
export function sayBackup(kind: string, length: 'short' | 'long'): string {
  return backups[kind]?.[length] ?? kind;
}

const backups: Readonly<Record<string, { readonly short: string; readonly long: string }>> = {
  full: { short: 'full', long: 'Full backup' },
  logs: { short: 'binary logs', long: 'Binary logs saved' },
  check: { short: 'restore tried', long: 'Restored on trial' },
  verified: { short: 'restored well', long: 'Newest backup that was restored well' },
};
