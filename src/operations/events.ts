import type { HostPlan, Step } from '../plan/plan.ts';

/** What reading and applying tell while they work. Rendering is the caller's business. */
export type ApplyEvent =
  | { readonly kind: 'facts'; readonly host: string; readonly state: 'start' | 'ok' | 'failed' }
  | { readonly kind: 'plan'; readonly host: string; readonly plan: HostPlan }
  /** A group of hosts that are changed at the same time; `number` counts from 1. */
  | { readonly kind: 'wave'; readonly number: number; readonly count: number; readonly hosts: readonly string[] }
  | { readonly kind: 'host'; readonly host: string; readonly state: HostState }
  /** A line of what is going on there: apt's own words. */
  | { readonly kind: 'note'; readonly host: string; readonly text: string }
  | { readonly kind: 'phase'; readonly host: string; readonly phase: ApplyPhase; readonly state: StepState }
  | {
      readonly kind: 'step';
      readonly host: string;
      /** Position in the host's plan, from 0. */
      readonly index: number;
      readonly count: number;
      readonly step: Step;
      readonly state: StepState;
    };

export type StepState = 'start' | 'ok' | 'failed';
/** `lock`: waiting for another run on the host; `check`: the daemons' own checkers on the new files; `prove`: probes after the switch; `back`: putting back. */
export type ApplyPhase = 'lock' | 'check' | 'switch' | 'prove' | 'back';
/** `refused`: nothing was changed; `putBack`: it was changed and is as before; `unknown`: the connection broke. */
export type HostState = 'unchanged' | 'sending' | 'changed' | 'refused' | 'putBack' | 'halfWay' | 'unknown' | 'skipped';

export type OnApplyEvent = (event: ApplyEvent) => void;
