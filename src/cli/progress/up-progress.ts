import type { ApplyEnvironmentEvent } from '../../operations/apply-environment.ts';
import type { ApplyEvent, ApplyPhase, HostState } from '../../operations/events.ts';
import type { UpEvent } from '../../operations/up.ts';
import { describeStep, type Step } from '../../plan/plan.ts';
import { labProgress } from './lab-progress.ts';
import type { ProgressEvent } from './progress-event.ts';

/** Translates the events of one `up` for the display. Nobody says when a build is over: what comes after it does. */
export function upProgress(): (event: UpEvent | ApplyEnvironmentEvent) => readonly ProgressEvent[] {
  let building = false;
  return (event) => {
    const ended = building && event.kind !== 'build';
    building = event.kind === 'build';
    const shown = translate(event);
    return [...(ended ? [buildEnded] : []), ...(shown === undefined ? [] : [shown])];
  };
}

const build = { scope: 'release', name: 'application', step: 'build' } as const;
const buildEnded: ProgressEvent = { ...build, state: 'done' };

function translate(event: UpEvent | ApplyEnvironmentEvent): ProgressEvent | undefined {
  if (event.kind === 'lab') return labProgress(event.event);
  if (event.kind === 'apply') return applyProgress(event.event);
  if (event.kind === 'build') return { ...build, state: 'note', detail: event.line };
  const state = event.state === 'ok' ? 'done' : 'start';
  return { scope: 'site', name: event.what, step: waits[event.what], state };
}

const waits = { site: 'answers through every tier', database: 'has all members' } as const;

function applyProgress(event: ApplyEvent): ProgressEvent | undefined {
  switch (event.kind) {
    case 'facts':
      return { scope: 'host', name: event.host, step: 'read facts', state: stepStates[event.state], minor: true };
    case 'note':
      return { scope: 'host', name: event.host, step: 'install packages', state: 'note', detail: event.text };
    case 'plan':
      return undefined;
    case 'wave':
      return undefined;
    case 'host':
      return { scope: 'host', name: event.host, ...hostStates[event.state] };
    case 'phase':
      return {
        scope: 'host',
        name: event.host,
        step: phases[event.phase],
        state: stepStates[event.state],
        minor: true,
      };
    case 'step':
      return {
        scope: 'host',
        name: event.host,
        step: describeStep(event.step),
        state: stepStates[event.state],
        minor: isMinor(event.step),
      };
  }
}

/** A host gets a hundred files, and a dozen things that somebody may notice. */
function isMinor(step: Step): boolean {
  if (step.kind === 'package' || step.kind === 'runtime') return false;
  if (step.kind === 'release') return step.action !== 'unpack';
  return step.kind !== 'unit' || step.action === 'enable';
}

const stepStates = { start: 'start', ok: 'ok', failed: 'fail' } as const;

const phases: Readonly<Record<ApplyPhase, string>> = {
  lock: 'wait for the run before this one',
  check: 'check the new files',
  switch: 'switch to the new files',
  prove: 'prove that it works',
  back: 'put the old files back',
};

const hostStates: Readonly<Record<HostState, Pick<ProgressEvent, 'step' | 'state'>>> = {
  unchanged: { step: 'as declared', state: 'done' },
  sending: { step: 'send files', state: 'start' },
  changed: { step: 'changed', state: 'done' },
  refused: { step: 'refused, nothing was changed', state: 'fail' },
  putBack: { step: 'put back as it was', state: 'fail' },
  halfWay: { step: 'stopped half-way', state: 'fail' },
  unknown: { step: 'the connection broke', state: 'fail' },
  skipped: { step: 'not reached', state: 'skip' },
};
