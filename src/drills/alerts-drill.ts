import { hostsWithRole } from '../platform/per-platform.ts';
import type { Platform } from '../platform/platform.ts';

/**
 * The drill of alerts. It breaks nothing and needs no load, so that it is none of the catalogue: it is done alone, also at
 * servers.
 */
export const alertsDrill = {
  name: 'alerts',
  title: 'Every alerting rule is made to fire and to clear, beside the real measurements; nobody is told.',
  proves: 'The rules in force fire when they should, Alertmanager shows it, and what they read is really measured.',
  limits: 'That a message reaches somebody: send one by hand, see docs/guides/alerts.md.',
  unfit: (platform: Platform) =>
    hostsWithRole(platform, 'monitoring').length === 0 ? 'It has no monitoring host.' : undefined,
} as const;
