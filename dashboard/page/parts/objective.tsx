import type { Overview, Uptime } from '../../../src/overview/overview.ts';
import type { PlatformDocument } from '../../../src/overview/platform-document.ts';
import { formatDuration, formatShare } from '../charts/format.ts';

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
      <p class="about">{`Objective: the site answers ${formatShare(availability)} of the time.`}</p>
      {overview.site.uptime.map((uptime) => (
        <UptimeOf key={uptime.window} uptime={uptime} availability={availability} />
      ))}
    </section>
  );
}

function UptimeOf({ uptime, availability }: { readonly uptime: Uptime; readonly availability: number }) {
  const { window, windowSeconds, knownSeconds, ratio, downSeconds, budget } = uptime;
  const left = budget.left === undefined ? undefined : Math.max(0, Math.min(1, budget.left));
  const isKept = ratio === undefined || ratio >= availability;
  const known = knownSeconds < windowSeconds * 0.98 && ratio !== undefined;
  return (
    <div class={isKept ? 'uptime' : 'uptime missed'}>
      <h3>{windows[window]}</h3>
      <p class="ratio">{ratio === undefined ? '–' : formatShare(ratio)}</p>
      {left !== undefined && (
        <meter min={0} max={1} value={left} aria-label={`Error budget left of ${windows[window]}`}>
          {`${Math.round(left * 100)} %`}
        </meter>
      )}
      <p class="note">
        {ratio === undefined
          ? 'nothing measured yet'
          : [
              `down ${formatDuration(downSeconds ?? 0)} of ${formatDuration(budget.allowedSeconds)} allowed`,
              sayLeft(budget.left),
              known ? `known for ${formatDuration(knownSeconds)}` : undefined,
            ]
              .filter((part) => part !== undefined)
              .join(' · ')}
      </p>
    </div>
  );
}

function sayLeft(left: number | undefined): string | undefined {
  if (left === undefined) return undefined;
  return left < 0 ? 'budget spent' : `${Math.floor(left * 100)} % left`;
}

const windows: Readonly<Record<Uptime['window'], string>> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' };
