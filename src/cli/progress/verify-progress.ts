import type { VerifyEvent } from '../../operations/verify/verify.ts';
import { type PlatformPromise, type Tier, tiers } from '../../promises/promise.ts';
import { tierTitles } from '../verify/tier-titles.ts';
import type { ProgressEvent } from './progress-event.ts';
import type { KnownRow } from './progress-model.ts';

export interface VerifyProgress {
  /** One for the look around, one for each tier. */
  readonly rows: readonly KnownRow[];
  readonly translate: (event: VerifyEvent) => readonly ProgressEvent[];
}

const lookAround = 'look around';

/** Translates the events of one `verify` for the display: a line for each tier, which counts. */
export function verifyProgress(hostCount: number, promises: readonly PlatformPromise[]): VerifyProgress {
  const shown = tiers.filter((tier) => promises.some((promise) => promise.tier === tier));
  const countOf = (tier: Tier) => promises.filter((promise) => promise.tier === tier).length;
  const row = (name: string, label: string): KnownRow => ({ scope: 'tier', name, label });
  let observed = 0;
  const silent: string[] = [];
  const judged = new Map<Tier, { done: number; broken: number }>();

  const look = (host: string, state: 'ok' | 'silent'): ProgressEvent => {
    observed += 1;
    if (state === 'silent') silent.push(host);
    const detail = silent.length === 0 ? `${observed} of ${hostCount}` : `no answer from ${silent.sort().join(', ')}`;
    const end = silent.length === 0 ? 'done' : 'fail';
    const step = 'facts and sockets';
    return { scope: 'tier', name: lookAround, step, state: observed === hostCount ? end : 'note', detail };
  };
  const judge = (tier: Tier, broke: boolean): ProgressEvent => {
    const before = judged.get(tier) ?? { done: 0, broken: 0 };
    const { done, broken } = { done: before.done + 1, broken: before.broken + (broke ? 1 : 0) };
    judged.set(tier, { done, broken });
    const detail = `${done} of ${countOf(tier)}${broken > 0 ? `, ${broken} broken` : ''}`;
    const end = broken > 0 ? 'fail' : 'done';
    const state = done === countOf(tier) ? end : 'note';
    return { scope: 'tier', name: tierTitles[tier], step: 'questions', state, detail };
  };
  return {
    rows: [
      row(lookAround, `${hostCount} hosts`),
      ...shown.map((tier) => row(tierTitles[tier], promised(countOf(tier)))),
    ],
    translate: (event) => {
      if (event.kind === 'observed') return [look(event.host, event.state)];
      if (event.kind === 'judged') return [judge(event.result.tier, event.result.outcome === 'broken')];
      return shown.map((tier) => ({
        scope: 'tier',
        name: tierTitles[tier],
        step: 'questions',
        state: 'start',
        minor: true,
      }));
    },
  };
}

function promised(count: number): string {
  return `${count} ${count === 1 ? 'promise' : 'promises'}`;
}
