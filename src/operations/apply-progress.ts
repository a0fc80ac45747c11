import type { HostPlan } from '../plan/plan.ts';
import type { ApplyPhase, OnApplyEvent, StepState } from './events.ts';

/** What the script on a host said about its failure. */
export interface ScriptReport {
  readonly why: readonly string[];
  readonly command: string | undefined;
  readonly exitCode: number | undefined;
  readonly output: readonly string[];
  /** The last step that failed, or was begun and never done. */
  readonly stepIndex: number | undefined;
}

/** Reads the script's lines as they come, turns them into events, and keeps what a failure needs. */
export function followProgress(plan: HostPlan, onEvent: OnApplyEvent | undefined, onConfirm: () => void) {
  const { host } = plan;
  const why: string[] = [];
  const output: string[] = [];
  let command: string | undefined;
  let exitCode: number | undefined;
  let stepIndex: number | undefined;
  let puttingBack = false;

  const onStep = (index: number, state: StepState) => {
    const step = plan.steps[index];
    if (step === undefined) return;
    if (state !== 'ok') stepIndex = index;
    else if (stepIndex === index) stepIndex = undefined;
    onEvent?.({ kind: 'step', host, index, count: plan.steps.length, step, state });
  };
  return {
    onLine(line: string) {
      const [word = '', ...rest] = line.split(' ');
      const text = line.slice(word.length + 1);
      if (word === '@step') return onStep(Number(rest[0]), stateOf(rest[1]));
      if (word === '@phase') {
        puttingBack ||= rest[0] === 'back';
        return onEvent?.({ kind: 'phase', host, phase: rest[0] as ApplyPhase, state: stateOf(rest[1]) });
      }
      if (word === '@confirm') return onConfirm();
      // What goes wrong while putting back comes after the reason; the reason is what the operator needs first.
      if (word === '@why') why.push(text);
      else if (word === '@command' && !puttingBack) command = text;
      else if (word === '@code' && !puttingBack) exitCode = Number(text);
      else if (word === '@out') output.push(text);
    },
    report: (): ScriptReport => ({ why, command, exitCode, output, stepIndex }),
  };
}

function stateOf(word: string | undefined): StepState {
  return word === 'fail' ? 'failed' : word === 'ok' ? 'ok' : 'start';
}
