import { describeStep, type Step } from '../plan/plan.ts';
import { combineFailures, Failure } from '../problems/failure.ts';
import type { PlatformPlan } from './read-plan.ts';

export interface RefuseDifferences {
  /** What cannot be done while hosts differ: `bring a release`. */
  readonly step: string;
  /** What is wrong with a host; what differs there is named after it. */
  readonly reason: string;
  readonly next: string;
  /** Whether a step belongs to what is to be done. */
  readonly belongs: (step: Step) => boolean;
}

const STEPS_SHOWN = 3;

/** One thing is to change: whatever else differs has to be looked at first. @throws Failure naming every such host */
export function refuseDifferences(
  { hosts }: Pick<PlatformPlan, 'hosts'>,
  { step, reason, next, belongs }: RefuseDifferences,
): void {
  const failures = hosts.flatMap(({ host, steps }) => {
    const others = steps.filter((one) => !belongs(one));
    if (others.length === 0) return [];
    const shown = others.slice(0, STEPS_SHOWN).map(describeStep).join(', ');
    const more = others.length > STEPS_SHOWN ? ` and ${others.length - STEPS_SHOWN} more` : '';
    return [new Failure({ step, host, reason: `${reason}: ${shown}${more}`, changed: 'Nothing was changed.', next })];
  });
  if (failures.length > 0) throw combineFailures(failures);
}
