import type { Platform } from '../platform/platform.ts';

/** Before the names of those secrets that no application gets. */
export const monitoringPrefix = 'monitoring:';

/** By what the secrets are kept that Alertmanager needs to tell somebody, sorted: `monitoring:ALERTS_URL`. */
export function alertSecretKeys({ monitoring }: Pick<Platform, 'monitoring'>): readonly string[] {
  const { alerts, deadMan } = monitoring;
  const names = [alerts.email?.login?.password, alerts.webhook?.url, alerts.slack?.url, deadMan?.url];
  const keys = names.flatMap((name) => (name === undefined ? [] : [`${monitoringPrefix}${name}`]));
  return [...new Set(keys)].sort();
}
