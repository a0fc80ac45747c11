import { hostsWithRole } from '../../platform/per-platform.ts';
import { alertsSeenFile, definitionsOf, parseAlertsSeen } from '../../services/prometheus/seen.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { judgeEach, listed } from '../verdict.ts';

/** A rule that nothing has ever made fire is a hope. */
export function alertsSeen({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  const definitions = definitionsOf(platform);
  const environment = platform.environment === 'lab' ? '' : ` --env ${platform.environment}`;
  return {
    id: 'monitoring.alerts-seen',
    tier: 'monitoring',
    claim: 'Every alerting rule, as it is now, was seen to fire and to clear.',
    method: `Each monitoring host is asked for what the drill of alerts noted there (${alertsSeenFile}).`,
    limits: 'That a message about it reaches somebody.',
    questions: hosts.map((host) => ({
      from: { kind: 'host', host: host.name },
      label: `${host.name}: alerts that were seen`,
      argv: ['sh', '-c', 'cat "$1" 2>/dev/null || echo "{}"', 'sh', alertsSeenFile],
      timeoutMs: 10_000,
    })),
    judge: judgeEach(hosts, ({ name }, answer) => {
      if (answer.kind === 'silent') {
        return {
          faults: [`${name} should tell which alerts were seen, and ${name} could not be asked: ${answer.reason}.`],
        };
      }
      const seen = parseAlertsSeen(answer.stdout);
      const unseen = [...definitions].filter(([alert, now]) => seen[alert]?.definition !== now).map(([alert]) => alert);
      return {
        faults:
          unseen.length === 0
            ? []
            : [
                `Nothing has made ${listed(unseen)} fire and clear on ${name} as ${unseen.length === 1 ? 'it is' : 'they are'} now: smartx drill alerts${environment} does.`,
              ],
        evidence: `${name}: ${definitions.size - unseen.length} of ${definitions.size} alerts were seen to fire and to clear`,
      };
    }),
  };
}
