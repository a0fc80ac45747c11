import { applyExitCodes } from '../plan/apply-limits.ts';
import { describeStep, type HostPlan } from '../plan/plan.ts';
import { Failure } from '../problems/failure.ts';
import type { RunResult } from '../transport/transport.ts';
import { TransportFailure } from '../transport/transport-failure.ts';
import type { ScriptReport } from './apply-progress.ts';
import type { HostState } from './events.ts';
import { maskSecrets } from './mask-secrets.ts';

/** What an apply that did not succeed means, in words and as a state. */
export function describeApplyFailure(
  plan: HostPlan,
  answer: RunResult | TransportFailure,
  report: ScriptReport,
  secrets: readonly string[],
): { readonly failure: Failure; readonly state: HostState } {
  const outcome = describeOutcome(answer);
  const step = report.stepIndex === undefined ? undefined : plan.steps[report.stepIndex];
  const masked = (text: string) => maskSecrets(text, secrets);
  const failure = new Failure({
    step: step === undefined ? 'apply the plan' : describeStep(step),
    host: plan.host,
    reason: masked(report.why.length > 0 ? report.why.join('; ') : (outcome.reason ?? 'the command failed')),
    command: report.command?.split(' '),
    exitCode: report.exitCode ?? (answer.exitCode === undefined ? undefined : answer.exitCode),
    stderrTail: masked([...report.output, ...tail(answer)].join('\n')) || undefined,
    changed: outcome.changed,
    next: outcome.next,
    putBack: outcome.state === 'putBack',
  });
  return { failure, state: outcome.state };
}

interface Outcome {
  readonly state: HostState;
  readonly reason?: string;
  readonly changed: string;
  readonly next: string;
}

const mend = 'mend what is said above, then run the same command again.';
const again = 'run the same command again.';

function describeOutcome(answer: RunResult | TransportFailure): Outcome {
  if (answer instanceof TransportFailure) {
    return {
      state: 'unknown',
      reason: answer.message,
      changed:
        'The host finishes by itself what had arrived whole, or puts the old state back; it is not left between.',
      next: 'make sure that the host is up and answers SSH, then run the same command again: it sees what is left to do.',
    };
  }
  const nothing = 'Nothing was changed on this host.';
  switch (answer.exitCode) {
    case applyExitCodes.refused:
      return { state: 'refused', changed: nothing, next: mend };
    case applyExitCodes.putBack:
      return { state: 'putBack', changed: 'The old files are back and their services run again.', next: mend };
    case applyExitCodes.halfWay: {
      const changed = 'Putting the old state back failed as well: the host is between the old and the new state.';
      return {
        state: 'halfWay',
        changed,
        next: 'log in with `smartx ssh` and mend it, then run the same command again.',
      };
    }
    case applyExitCodes.locked:
      return { state: 'refused', changed: nothing, next: `wait until the other run has ended, then ${again}` };
    case applyExitCodes.changed:
      return { state: 'refused', changed: nothing, next: `${again.slice(0, -1)} to see a new plan.` };
    case applyExitCodes.noStage: {
      const next = 'make room in /run on the host, then run the same command again.';
      return { state: 'refused', reason: 'there is no room for what is sent', changed: nothing, next };
    }
    case applyExitCodes.cutOff:
      return { state: 'refused', reason: 'what was sent did not arrive whole', changed: nothing, next: again };
    default:
      return {
        state: 'unknown',
        reason: 'the script on the host was ended from outside',
        changed: 'The host may be between the old and the new state.',
        next: 'run the same command again: it finishes what is left to do.',
      };
  }
}

const TAIL_LINES = 12;

function tail(answer: RunResult | TransportFailure): string[] {
  const text = answer instanceof TransportFailure ? answer.stderrTail : answer.stderr;
  return text.trim() === '' ? [] : text.trim().split('\n').slice(-TAIL_LINES);
}
