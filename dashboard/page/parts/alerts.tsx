import type { Alert, Overview } from '../../../src/overview/overview.ts';
import { alertHistory } from '../../../src/overview/panels.ts';
import { type Muted, mutedOf } from '../alertmanager/muted.ts';
import { formatDuration } from '../charts/format.ts';
import { sayMoment } from '../charts/say-times.ts';
import { askJson, askRange } from '../prometheus/ask.ts';
import type { Range } from '../ranges.ts';
import { usePolling } from '../use-polling.ts';
import { type Episode, readEpisodes } from './episodes.ts';

interface AlertsProps {
  readonly overview: Overview;
  readonly muted: readonly Muted[];
  readonly range: Range;
  /** Only those about this host. */
  readonly host?: string;
}

const historyMs = 15_000;
const pointsMax = 600;

/** What fires, what it means and what to do; and what has fired. */
export function Alerts({ overview, muted, range, host }: AlertsProps) {
  const meanings = usePolling(askMeanings, historyMs).value ?? new Map<string, Meaning>();
  const history = usePolling(
    (signal) => askHistory(range.seconds, host, signal),
    historyMs,
    `${range.seconds} ${host}`,
  );
  const firing = overview.alerts.filter((alert) => host === undefined || alert.host === host);
  const episodes = history.value ?? [];
  return (
    <section class="sheet alerts" aria-labelledby="alerts">
      <h2 id="alerts">Alerts</h2>
      {firing.length === 0 ? (
        <p class="nothing">{overview.figures.state === 'fresh' ? 'Nothing fires.' : 'Not known.'}</p>
      ) : (
        <ul class="firing">
          {firing.slice(0, firingMax).map((alert) => (
            <FiringAlert
              key={keyOf(alert)}
              alert={alert}
              muted={mutedOf(muted, alert)}
              meaning={meanings.get(meaningKey(alert.name, alert.host))}
            />
          ))}
          {firing.length > firingMax && <li>{`and ${firing.length - firingMax} more`}</li>}
        </ul>
      )}
      <h3>{`History of ${range.words}`}</h3>
      {episodes.length === 0 ? (
        <p class="nothing">{history.value === undefined ? 'Not known.' : 'Nothing has fired.'}</p>
      ) : (
        <History episodes={episodes} range={range} />
      )}
    </section>
  );
}

const firingMax = 12;

function keyOf({ name, host, labels }: Alert): string {
  return `${name} ${host} ${JSON.stringify(labels)}`;
}

interface FiringProps {
  readonly alert: Alert;
  readonly muted: Muted | undefined;
  readonly meaning: Meaning | undefined;
}

function FiringAlert({ alert, muted, meaning }: FiringProps) {
  const since = Date.now() / 1000 - alert.sinceSeconds;
  return (
    <li class={alert.severity === 'critical' ? 'critical' : 'warned'}>
      <strong>{alert.name}</strong>
      {alert.host !== undefined && <a href={`#/host/${alert.host}`}>{alert.host}</a>}
      <span class="since">{`${alert.severity}, for ${formatDuration(Math.max(0, since))}`}</span>
      {meaning?.summary !== undefined && <p>{meaning.summary}</p>}
      {muted !== undefined && <p>{sayMuted(muted)}</p>}
      {meaning?.runbook !== undefined && <Runbook place={meaning.runbook} />}
    </li>
  );
}

/** Why nobody is told of it. */
function sayMuted({ silence, inhibitedBy }: Muted): string {
  if (inhibitedBy.length > 0) return `Not told by itself: ${inhibitedBy.join(', ')} says more.`;
  if (silence === undefined) return 'Nobody is told of it.';
  const { until, by, comment } = silence;
  return `Silenced until ${sayMoment(until)} by ${by}${comment === '' ? '' : `: ${comment}`}`;
}

function Runbook({ place }: { readonly place: string }) {
  const isAddress = /^https?:\/\//.test(place);
  return <p class="runbook">What to do: {isAddress ? <a href={place}>{place}</a> : <code>{place}</code>}</p>;
}

function History({ episodes, range }: { readonly episodes: readonly Episode[]; readonly range: Range }) {
  const end = Date.now() / 1000;
  const place = (at: number) => `${Math.max(0, Math.min(100, 100 * (1 - (end - at) / range.seconds)))}%`;
  return (
    /* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */
    <div class="scroll" tabIndex={0} role="group" aria-label="History of alerts">
      <table class="history">
        <thead>
          <tr>
            <th scope="col">Alert</th>
            <th scope="col">Began</th>
            <th scope="col">Lasted</th>
            <th scope="col" aria-hidden="true" class="when" />
          </tr>
        </thead>
        <tbody>
          {episodes.slice(0, episodesMax).map((one) => (
            <tr key={`${one.name} ${one.host} ${one.start}`}>
              <th scope="row">
                {one.name}
                {one.host !== undefined && <span class="roles">{one.host}</span>}
              </th>
              <td>{sayMoment(one.start)}</td>
              <td>{one.isOver ? formatDuration(one.end - one.start) : 'still firing'}</td>
              <td aria-hidden="true" class="when">
                <span
                  class={one.severity === 'critical' ? 'episode critical' : 'episode'}
                  style={{ left: place(one.start), width: `calc(${place(one.end)} - ${place(one.start)} + 3px)` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const episodesMax = 30;

interface Meaning {
  readonly summary: string | undefined;
  readonly runbook: string | undefined;
}

/** What an alert means and what to do stands in its annotations, which its series does not carry. */
async function askMeanings(signal: AbortSignal): Promise<ReadonlyMap<string, Meaning>> {
  const { data } = await askJson<AlertsAnswer>('./prometheus/api/v1/alerts', signal);
  return new Map(
    (data?.alerts ?? []).map(({ labels, annotations }) => [
      meaningKey(labels.alertname, labels.host),
      { summary: annotations.summary, runbook: annotations.runbook_url ?? annotations.runbook },
    ]),
  );
}

interface AlertsAnswer {
  readonly data?: {
    readonly alerts?: readonly {
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  };
}

function meaningKey(name: string | undefined, host: string | undefined): string {
  return `${name} ${host}`;
}

/** Prometheus keeps a series of every alert that fired. */
async function askHistory(seconds: number, host: string | undefined, signal: AbortSignal): Promise<readonly Episode[]> {
  const step = Math.max(5, Math.ceil(seconds / pointsMax / 5) * 5);
  const end = Math.floor(Date.now() / 1000 / step) * step;
  const lines = await askRange(alertHistory(host), { start: end - seconds, end, step }, signal);
  return readEpisodes(lines, step, end);
}
