const names: Readonly<Record<string, string>> = {
  dns: 'DNS',
  loadBalancer: 'load balancer',
  web: 'web',
  app: 'application',
  database: 'database',
  monitoring: 'monitoring',
};

export function sayRoles(roles: readonly string[]): string {
  return roles.map((role) => names[role] ?? role).join(', ');
}
