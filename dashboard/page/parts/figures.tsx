import { formatShare } from '../../../src/overview/format-share.ts';
import type { Overview } from '../../../src/overview/overview.ts';
import type { PlatformDocument } from '../../../src/overview/platform-document.ts';
import { format } from '../charts/format.ts';

interface FiguresProps {
  readonly document: PlatformDocument;
  readonly overview: Overview;
}

/** The four numbers that tell most. */
export function KeyFigures({ document: { objective }, overview: { traffic } }: FiguresProps) {
  const { latencySeconds, errorRatio, requestsPerSecond } = traffic;
  const within = format(objective.latencySeconds, 'seconds');
  return (
    <dl class="figures">
      <Figure name="Requests" value={format(requestsPerSecond, 'perSecond')} note="of users, over a minute" />
      <Figure
        name="Half wait at most"
        value={format(latencySeconds.p50, 'seconds')}
        note={`95 of 100: ${format(latencySeconds.p95, 'seconds')}`}
      />
      <Figure
        name="99 of 100 wait at most"
        value={format(latencySeconds.p99, 'seconds')}
        note={`objective: ${formatShare(objective.latency)} within ${within}`}
        isBad={
          latencySeconds.p99 !== undefined && objective.latency >= 0.99 && latencySeconds.p99 > objective.latencySeconds
        }
      />
      <Figure
        name="Failed requests"
        value={format(errorRatio, 'ratio')}
        note="answers 5xx, over a minute"
        isBad={errorRatio !== undefined && errorRatio > 1 - objective.availability}
      />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly isBad?: boolean;
}

function Figure({ name, value, note, isBad = false }: FigureProps) {
  return (
    <div class={isBad ? 'figure bad' : 'figure'}>
      <dt>{name}</dt>
      <dd>
        <span class="value">{value}</span>
        <span class="note">{note}</span>
      </dd>
    </div>
  );
}
