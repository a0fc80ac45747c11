import type { PlatformDocument } from '../../../src/overview/platform-document.ts';
import { sayClock } from '../charts/say-times.ts';
import { type Range, ranges } from '../ranges.ts';
import type { Seen } from '../use-overview.ts';

interface TopProps {
  readonly document: PlatformDocument | undefined;
  readonly seen: Seen | undefined;
  readonly range: Range;
  readonly onRange: (range: Range) => void;
}

/** Which platform this is, whether it is live, and how far back the charts go. */
export function Top({ document, seen, range, onRange }: TopProps) {
  const isLive = seen !== undefined && seen.trouble === undefined && seen.overview.figures.state === 'fresh';
  return (
    <header class="top">
      <a class="brand" href="#/">
        <span class="mark" aria-hidden="true" />
        {document?.domain ?? 'Smartx'}
      </a>
      {document !== undefined && <span class="environment">{document.environment}</span>}
      <span class={isLive ? 'live' : 'live not'}>
        {isLive ? 'live' : 'not live'}
        {seen !== undefined && seen.arrivedAt > 0 && <time class="clock">{sayClock(seen.arrivedAt / 1000)}</time>}
      </span>
      <fieldset class="ranges">
        <legend class="unseen">How far back the charts go</legend>
        {ranges.map((one) => (
          <label key={one.label}>
            <input
              type="radio"
              name="range"
              checked={one === range}
              onChange={() => onRange(one)}
              aria-label={one.words}
            />
            <span aria-hidden="true">{one.label}</span>
          </label>
        ))}
      </fieldset>
    </header>
  );
}
