import { hostsWithRole } from '../../platform/per-platform.ts';
import type { DerivePromises } from '../promise.ts';
import { alertmanagerLoaded, alertmanagersKnown } from './alertmanagers.ts';
import { alertsSeen } from './alerts-seen.ts';
import { configuration } from './configuration.ts';
import { dashboard } from './dashboard.ts';
import { logsArrive } from './logs-arrive.ts';
import { logsStrangers } from './logs-strangers.ts';
import { requestsArrive } from './requests-arrive.ts';
import { rules } from './rules.ts';
import { scrapesRefused } from './scrapes-refused.ts';
import { targets } from './targets.ts';

/** What monitoring promises; a platform without a monitoring host promises nothing of the kind. */
export const deriveMonitoringPromises: DerivePromises = (subject) => {
  if (hostsWithRole(subject.platform, 'monitoring').length === 0) return [];
  return [
    alertmanagerLoaded(subject),
    alertmanagersKnown(subject),
    alertsSeen(subject),
    configuration(subject),
    dashboard(subject),
    logsArrive(subject),
    logsStrangers(subject),
    requestsArrive(subject),
    rules(subject),
    scrapesRefused(subject),
    ...targets(subject),
  ].sort((one, other) => (one.id < other.id ? -1 : 1));
};
