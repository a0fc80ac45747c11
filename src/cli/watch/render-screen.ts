import { sayDuration } from '../../drills/say-duration.ts';
import { formatShare } from '../../overview/format-share.ts';
import type { Mark } from '../../overview/marks.ts';
import type { Alert, Overview, Uptime } from '../../overview/overview.ts';
import type { PlatformDocument } from '../../overview/platform-document.ts';
import { sayBackup } from '../../overview/words.ts';
import type { Paint } from '../paint.ts';
import { hostRows, looks } from './host-rows.ts';
import { clock, type Piece, renderLine, spread } from './line.ts';
import { sayAge, sayRate, sayShare } from './say.ts';

export interface Screen {
  readonly document: PlatformDocument;
  readonly overview: Overview;
  /** The host whose Prometheus was asked. */
  readonly host: string;
  /** Newest last. */
  readonly marks: readonly Mark[];
  readonly now: Date;
  /** Whether it is drawn over, until somebody ends it. */
  readonly live: boolean;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

type Line = readonly Piece[];

/** The platform on one screen: no line is wider than the terminal, and there are fewer lines than it has. */
export function renderScreen(screen: Screen, { columns, rows }: ScreenSize, paint: Paint): string {
  const { document, overview } = screen;
  const width = Math.max(40, columns - 1);
  const top: readonly Line[] = [title(screen, width), site(overview), traffic(overview), []];
  const bottom: readonly Line[] = [
    [],
    ...alerts(overview.alerts, screen.now),
    certificates(overview),
    backups(overview),
    lastMark(screen),
    ...(screen.live ? [[{ text: 'ctrl-C ends this', style: 'dim' } as const]] : []),
  ];
  // One for the heading, and one stays free so that nothing scrolls.
  const room = rows - 1 - top.length - bottom.length - 1;
  const lines = [...top, ...hostRows(overview, document.virtualAddress, room), ...bottom];
  return lines
    .slice(0, Math.max(1, rows - 1))
    .map((line) => renderLine(line, width, paint))
    .join('\n');
}

function title({ document, overview, host, now }: Screen, width: number): Line {
  const { sign, style } = looks[overview.health];
  const left: Line = [
    { text: `${sign} `, style },
    { text: document.siteUrl.replace(/^https:\/\/|\/$/g, ''), style: 'bold' },
    { text: `  ${document.environment}  ` },
    { text: overview.health, style },
  ];
  return spread(left, [age(overview, host), { text: `  ${clock(now)}`, style: 'dim' }], width);
}

function age({ figures }: Overview, host: string): Piece {
  if (figures.state === 'gone') return { text: figures.reason, style: 'red' };
  const text = `figures of ${host}, ${sayAge(figures.ageSeconds)} old`;
  return figures.state === 'stale' ? { text: `STALE: ${text}`, style: 'red' } : { text, style: 'dim' };
}

const labelWidth = 15;

function label(text: string): Piece {
  return { text: text.padEnd(labelWidth), style: 'dim' };
}

function site({ site: { health, reasons, uptime, objective } }: Overview): Line {
  const words = { well: 'answers', warning: 'answers', down: 'does not answer', unknown: 'unknown' } as const;
  const said = health === 'well' ? words.well : reasons.join('; ') || words[health];
  const known = uptime.filter(({ ratio }) => ratio !== undefined);
  const month = known.at(-1);
  const left = month?.budget.left;
  return [
    label('site'),
    { text: said, style: looks[health].style },
    ...known.filter(tellsMore).flatMap((one) => [{ text: '  ' }, ...sayOneUptime(one, objective)]),
    ...(left === undefined
      ? []
      : [{ text: '  budget ' }, { text: `${Math.round(left * 100)} %`, style: budgetStyle(left) }]),
  ];
}

/** Where there are figures for an hour only, thirty days say the same as one. */
function tellsMore({ knownSeconds }: Uptime, index: number, all: readonly Uptime[]): boolean {
  return index === 0 || knownSeconds > 1.01 * (all[index - 1]?.knownSeconds ?? 0);
}

/** A window that was not watched as a whole says for how long it was. */
function sayOneUptime({ window, windowSeconds, knownSeconds, ratio = 0 }: Uptime, objective: number): Line {
  const whole = knownSeconds > 0.99 * windowSeconds;
  const style = ratio >= objective ? 'green' : 'red';
  return [{ text: `${whole ? window : `${sayAge(knownSeconds)} of ${window}`} ` }, { text: formatShare(ratio), style }];
}

function budgetStyle(left: number): 'green' | 'yellow' | 'red' {
  return left <= 0 ? 'red' : left < 0.25 ? 'yellow' : 'green';
}

function traffic({ traffic: { requestsPerSecond, errorRatio, latencySeconds } }: Overview): Line {
  const waits = Object.entries(latencySeconds).map(([name, seconds]) => `  ${name} ${sayDuration(seconds * 1_000)}`);
  return [
    label('users'),
    { text: requestsPerSecond === undefined ? 'requests unknown' : `${sayRate(requestsPerSecond)} req/s` },
    ...(errorRatio === undefined
      ? []
      : [{ text: `  errors ${sayShare(errorRatio)}`, style: errorRatio > 0 ? ('red' as const) : undefined }]),
    { text: waits.join('') },
  ];
}

const ALERTS_SHOWN = 3;

function alerts(firing: readonly Alert[], now: Date): readonly Line[] {
  if (firing.length === 0) return [[label('alerts'), { text: 'none' }]];
  const shown = firing.slice(0, firing.length > ALERTS_SHOWN ? ALERTS_SHOWN - 1 : ALERTS_SHOWN);
  const more = firing.length - shown.length;
  const lines = shown.map((alert): Line => {
    const since = sayAge(now.getTime() / 1_000 - alert.sinceSeconds);
    const critical = alert.severity === 'critical';
    return [
      { text: `${critical ? looks.down.sign : looks.warning.sign} ${alert.name}`, style: critical ? 'red' : 'yellow' },
      { text: `${alert.host === undefined ? '' : `  ${alert.host}`}  for ${since}` },
    ];
  });
  const all = more === 0 ? lines : [...lines, [{ text: `and ${more} more` }]];
  return all.map((line, index) => [label(index === 0 ? 'alerts' : ''), ...line]);
}

/** The site's, and the one that ends first. */
function certificates({ certificates: all }: Overview): Line {
  const [first] = all;
  const chosen = all.filter((one) => one === first || one.name === 'site');
  const pieces = chosen.flatMap(({ name, daysLeft, health }, index) => [
    { text: `${index === 0 ? '' : ', '}${name} ` },
    { text: `${daysLeft} days`, style: looks[health].style },
  ]);
  return [label('certificates'), ...(pieces.length === 0 ? [{ text: 'unknown', style: 'dim' as const }] : pieces)];
}

function backups({ backups: all }: Overview): Line {
  const text = all.map(({ kind, ageSeconds }) => `${sayBackup(kind, 'short')} ${sayAge(ageSeconds)} ago`).join(', ');
  return [label('backups'), text === '' ? { text: 'none told of', style: 'dim' } : { text }];
}

function lastMark({ marks, now }: Screen): Line {
  const last = marks.at(-1);
  if (last === undefined) return [label('last'), { text: 'nothing was done', style: 'dim' }];
  const since = sayAge((now.getTime() - Date.parse(last.at)) / 1_000);
  return [label('last'), { text: `${last.title} (${last.kind}), ${since} ago` }];
}
