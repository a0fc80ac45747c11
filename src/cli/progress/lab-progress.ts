import type { LabEvent } from '../../lab/lab.ts';
import type { ProgressEvent } from './progress-event.ts';

/** What an event of the lab means for the display; undefined when there is nothing to show. */
export function labProgress(event: LabEvent): ProgressEvent | undefined {
  if (event.kind === 'network') return undefined;
  if (event.kind === 'machine') return { scope: 'host', name: event.host, ...machineStates[event.state] };
  if (event.state === 'cached') return undefined;
  const image = { scope: 'image', name: event.contents, step: 'build' } as const;
  if (event.state === 'progress') return { ...image, state: 'note', detail: event.detail };
  return { ...image, state: event.state === 'building' ? 'start' : 'done' };
}

const machineStates: Readonly<
  Record<Extract<LabEvent, { kind: 'machine' }>['state'], Pick<ProgressEvent, 'step' | 'state' | 'minor'>>
> = {
  unchanged: { step: 'running', state: 'ok', minor: true },
  creating: { step: 'create', state: 'start' },
  booting: { step: 'boot', state: 'start' },
  ready: { step: 'boot', state: 'ok' },
  stopping: { step: 'shut down', state: 'start' },
  stopped: { step: 'shut down', state: 'done' },
  killed: { step: 'switched off', state: 'done' },
  removed: { step: 'removed', state: 'done' },
};
