import { describeStep, type Step } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import { combineFailures, Failure } from '../../problems/failure.ts';
import type { PlatformPlan } from '../read-plan.ts';

/**
 * Passwords alone are to change: whatever else differs has to be looked at first. Before a rotation begins that is anything at
 * all: hosts with other passwords than the file may have them from somebody else, whose rotation is not finished.
 * @throws Failure naming every host
 */
export function refuseUnrelated(
  { provider, environment }: Pick<Platform, 'provider' | 'environment'>,
  plan: Pick<PlatformPlan, 'hosts'>,
  { begun }: { readonly begun: boolean },
): void {
  const failures = plan.hosts.flatMap(({ host, steps }) => {
    const others = steps.filter((step) => !(begun && isOfSecrets(step)));
    if (others.length === 0) return [];
    const shown = others.slice(0, STEPS_SHOWN).map(describeStep).join(', ');
    const more = others.length > STEPS_SHOWN ? ` and ${others.length - STEPS_SHOWN} more` : '';
    return [
      new Failure({
        step: 'rotate passwords',
        host,
        reason: begun
          ? `the host differs in more than passwords: ${shown}${more}`
          : `the host is not as declared before anything is rotated: ${shown}${more}`,
        changed: 'Nothing was changed.',
        next: `smartx plan --env ${environment} shows it, smartx ${provider === 'lab' ? 'up' : 'apply'} --env ${environment} puts it right.`,
      }),
    ];
  });
  if (failures.length > 0) throw combineFailures(failures);
}

const STEPS_SHOWN = 3;

function isOfSecrets(step: Step): boolean {
  if (step.kind === 'unit') return ['reload', 'restart', 'run'].includes(step.action);
  return step.kind === 'record' || (step.kind === 'file' && step.secret && step.action === 'change');
}
