import type { DrillEvent } from '../../operations/drill/drill-events.ts';
import type { Invocation } from '../invocation.ts';
import { renderSummary } from './render-summary.ts';
import { startTimeline, type Timeline } from './timeline.ts';

const TICK_MS = 100;

export interface DrillDisplay {
  readonly tell: (event: DrillEvent) => void;
  /** Writes what is left; nothing moves afterwards. */
  readonly end: () => void;
}

/**
 * Shows drills as they go on: the timeline on stderr, since it is progress, and the summary of each on stdout, unless
 * that is for a document.
 */
export function showDrills({ out, err, json }: Pick<Invocation, 'out' | 'err' | 'json'>, rate: number): DrillDisplay {
  let timeline: Timeline | undefined;
  let timer: NodeJS.Timeout | undefined;
  const endTimeline = () => {
    clearInterval(timer);
    timeline?.end();
    timeline = undefined;
  };
  const say = (text: string) => err.print(err.paint('dim', text));

  const tell = (event: DrillEvent) => {
    switch (event.kind) {
      case 'drill': {
        const place = event.count > 1 ? ` (${event.number} of ${event.count})` : '';
        return err.print(`${err.paint('bold', event.drill.name)}${place}  ${event.drill.title}`);
      }
      case 'step':
        return say(steps[event.step]);
      case 'loadBegan': {
        const begun = startTimeline(err, rate);
        timeline = begun;
        timer = setInterval(() => begun.advance(event.now()), TICK_MS);
        return timer.unref();
      }
      case 'mark':
        return timeline?.mark(event.atMs, event.text);
      case 'request':
        return timeline?.record(event.record);
      case 'loadEnded':
        return endTimeline();
      case 'healing':
        endTimeline();
        return say('  healing what is broken …');
      case 'healed':
        return say('  healed');
      case 'report':
        return json ? undefined : out.print(`\n${renderSummary(event.report, out)}\n`);
    }
  };
  return { tell, end: endTimeline };
}

const steps = {
  check: '  looking whether all is well …',
  ledger: '  looking into the ledger …',
} as const;
