import type { Platform } from '../../platform/platform.ts';
import { lowerAppRules } from './lower-app-rules.ts';
import { lowerBackupRules } from './lower-backup-rules.ts';
import { lowerCertificateRules } from './lower-certificate-rules.ts';
import { lowerDatabaseRules } from './lower-database-rules.ts';
import { lowerDnsRules } from './lower-dns-rules.ts';
import { lowerHostRules } from './lower-host-rules.ts';
import { lowerLoadBalancerRules } from './lower-load-balancer-rules.ts';
import { lowerLogRules } from './lower-log-rules.ts';
import { lowerMonitoringRules } from './lower-monitoring-rules.ts';
import { lowerObjectiveRecords, lowerObjectiveRules } from './lower-objective-rules.ts';
import { lowerRecordingRules } from './lower-recording-rules.ts';
import { lowerWebRules } from './lower-web-rules.ts';
import type { AlertingRule, RecordingRule } from './model.ts';

/** One rule file: what it keeps as series, and what it tells people. */
export interface RuleFile {
  /** Of its only group, and of the file. */
  readonly name: string;
  readonly records: readonly RecordingRule[];
  readonly alerts: readonly AlertingRule[];
}

/** Every rule: a file for each tier that has any, one for the objectives, and one of what the dashboard draws. */
export function lowerRuleFiles(platform: Platform): readonly RuleFile[] {
  const files: readonly RuleFile[] = [
    alertsOnly('hosts', lowerHostRules(platform)),
    alertsOnly('dns', lowerDnsRules(platform)),
    alertsOnly('load-balancers', lowerLoadBalancerRules(platform)),
    alertsOnly('web', lowerWebRules(platform)),
    alertsOnly('apps', lowerAppRules(platform)),
    alertsOnly('databases', lowerDatabaseRules(platform)),
    alertsOnly('backups', lowerBackupRules(platform)),
    alertsOnly('certificates', lowerCertificateRules(platform)),
    { name: 'recording', records: lowerRecordingRules(platform), alerts: [] },
    { name: 'objectives', records: lowerObjectiveRecords(platform), alerts: lowerObjectiveRules(platform) },
    alertsOnly('monitoring', [...lowerMonitoringRules(platform), ...lowerLogRules(platform)]),
  ];
  return files.filter(({ records, alerts }) => records.length + alerts.length > 0);
}

export function lowerAlertingRules(platform: Platform): readonly AlertingRule[] {
  return lowerRuleFiles(platform).flatMap(({ alerts }) => alerts);
}

function alertsOnly(name: string, alerts: readonly AlertingRule[]): RuleFile {
  return { name, records: [], alerts };
}
