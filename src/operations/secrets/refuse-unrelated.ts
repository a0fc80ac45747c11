import type { Step } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PlatformPlan } from '../read-plan.ts';
import { refuseDifferences } from '../refuse-differences.ts';

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
  refuseDifferences(plan, {
    step: 'rotate passwords',
    reason: begun
      ? 'the host differs in more than passwords'
      : 'the host is not as declared before anything is rotated',
    next: `smartx plan --env ${environment} shows it, smartx ${provider === 'lab' ? 'up' : 'apply'} --env ${environment} puts it right.`,
    belongs: (step) => begun && isOfSecrets(step),
  });
}

function isOfSecrets(step: Step): boolean {
  if (step.kind === 'unit') return ['reload', 'restart', 'run'].includes(step.action);
  return step.kind === 'record' || (step.kind === 'file' && step.secret && step.action === 'change');
}
