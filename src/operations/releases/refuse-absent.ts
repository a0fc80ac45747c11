import { hostsWithRole } from '../../platform/per-platform.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import type { PlatformPlan } from '../read-plan.ts';

/**
 * Whether a release may come to those hosts that answer. Going back is allowed in any case: whoever does it with a host
 * away has worse trouble than a moment without service. A deploy can wait.
 * @throws Failure
 */
export function refuseAbsent({ platform, apps, kind }: About, { absent }: Pick<PlatformPlan, 'absent'>): void {
  const hosts = hostsWithRole(platform, 'app').map(({ name }) => name);
  const away = hosts.filter((name) => absent.has(name));
  if (kind === 'rollback' || away.length === 0) return;
  const left = hosts.filter((name) => !absent.has(name));
  const [first = ''] = hosts;
  if (apps.some(({ migrate }) => migrate !== undefined) && absent.has(first))
    throw refusal(`${first} runs the migrations`, absent);
  if (left.length === 0) throw refusal('no other host carries the application', absent);
  if (left.length === 1) throw refusal(`${left[0]} would be restarted with nobody to stand in for it`, absent);
}

interface About {
  readonly platform: Platform;
  /** Those that are brought. */
  readonly apps: readonly App[];
  readonly kind: 'deploy' | 'rollback';
}

function refusal(why: string, absent: PlatformPlan['absent']): Failure {
  const names = [...absent.keys()].join(', ');
  return new Failure({
    step: 'deploy with a host away',
    reason: `${names} ${absent.size === 1 ? 'does' : 'do'} not answer, and ${why}`,
    stderrTail: [...absent.values()].map(({ message }) => message).join('\n'),
    changed: 'Nothing was changed.',
    next: 'bring the host back, or take it out of the declaration; smartx rollback goes on without it.',
  });
}
