import type { Platform } from '../../platform/platform.ts';
import { lowerRuleFiles } from './lower-rules.ts';
import type { AlertingRule } from './model.ts';

/** On monitoring hosts: which rules were seen to fire and to clear, and when, by what they were then. */
export const alertsSeenFile = '/var/lib/smartx/alerts-seen.json';

/** By the name of the alert. */
export type AlertsSeen = Readonly<Record<string, { readonly definition: string; readonly at: string }>>;

/** Everything that decides when each alert fires, in one text: a rule that is changed was never seen. */
export function definitionsOf(platform: Platform): ReadonlyMap<string, string> {
  const files = lowerRuleFiles(platform);
  const records = new Map(files.flatMap(({ records }) => records.map(({ record, expr }) => [record, expr] as const)));
  const define = ({ expr, forSeconds, severity, tier }: AlertingRule) => {
    const read = [...records].filter(([record]) => expr.includes(record)).map(([record, of]) => `${record} = ${of}`);
    return [expr, ...read, `for ${forSeconds}s`, `severity=${severity}`, `tier=${tier}`].join('; ');
  };
  return new Map(files.flatMap(({ alerts }) => alerts.map((rule) => [rule.alert, define(rule)] as const)));
}

/** What the file holds; nothing when it is missing or is not ours. */
export function parseAlertsSeen(text: string): AlertsSeen {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as AlertsSeen) : {};
  } catch {
    return {};
  }
}
