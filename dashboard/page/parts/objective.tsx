import { formatShare } from '../../../src/overview/format-share.ts';
import type { Overview, Uptime } from '../../../src/overview/overview.ts';
import type { PlatformDocument } from '../../../src/overview/platform-document.ts';
import { formatDuration } from '../charts/format.ts';

interface ObjectiveProps {
  readonly document: PlatformDocument;
  readonly overview: Overview;
}

/** Uptime against what was promised, and how much of what may fail is left. */
export function Objective({ document, overview }: ObjectiveProps) {
  const { availability } = document.objective;
  return (
    <section class="sheet objective" aria-labelledby="objective">
      <h2 id="objective">Uptime</h2>
      <p class="about">{`Objective: the site answers ${formatShare(availability)} of the time and of the requests.`}</p>
      <div class="windows">
        {overview.site.uptime.map((uptime) => (
          <UptimeOf key={uptime.window} uptime={uptime} availability={availability} />
        ))}
      </div>
    </section>
  );
}

function UptimeOf({ uptime, availability }: { readonly uptime: Uptime; readonly availability: number }) {
  const { window, windowSeconds, knownSeconds, ratio, downSeconds, budget } = uptime;
  const left = budget.left === undefined ? undefined : Math.max(0, Math.min(1, budget.left));
  const isKept = ratio === undefined || ratio >= availability;
  const isPartial = knownSeconds < windowSeconds * 0.98 && ratio !== undefined;
  return (
    <div class={isKept ? 'uptime' : 'uptime missed'}>
      <h3>{windows[window]}</h3>
      <p class="ratio">{ratio === undefined ? '–' : formatShare(ratio)}</p>
      {left !== undefined && (
        <div
          class="budget"
          role="meter"
          aria-label={`Error budget left of ${windows[window]}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(left * 100)}
        >
          <span style={{ width: `${left * 100}%` }} />
        </div>
      )}
      {ratio === undefined ? (
        <p class="note">nothing measured yet</p>
      ) : (
        <>
          <p class="note">{sayLeft(budget.left)}</p>
          <p class="note">
            {`lost ${formatDuration(downSeconds ?? 0)} of ${formatDuration(budget.allowedSeconds)} allowed`}
          </p>
          {isPartial && <p class="note">{`measured for ${formatDuration(knownSeconds)}`}</p>}
        </>
      )}
    </div>
  );
}

function sayLeft(left: number | undefined): string | undefined {
  if (left === undefined) return undefined;
  return left < 0 ? 'error budget spent' : `${Math.floor(left * 100)} % of the error budget left`;
}

const windows: Readonly<Record<Uptime['window'], string>> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' };
