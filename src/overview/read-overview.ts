import { certificateDaysLeft } from '../platform/thresholds.ts';
import { readHosts } from './host-health.ts';
import type { Alert, Backup, Certificate, Figures, Health, Overview } from './overview.ts';
import type { PlatformDocument } from './platform-document.ts';
import { isSeldom, overviewQueries, type QueryName } from './queries.ts';
import { readDatabase } from './read-database.ts';
import { readSite } from './read-site.ts';
import { readEdges, readTraffic } from './read-traffic.ts';
import { parseSamples, recorded, type Sample, type Samples } from './samples.ts';

/** What Prometheus said. */
export interface Answers {
  /** When it was asked last, unix time by the clock that `nowSeconds` comes from. */
  readonly askedAtSeconds: number;
  /** Bodies of /api/v1/query, parsed as JSON; nothing for what got no answer. */
  readonly bodies: Readonly<Partial<Record<QueryName, unknown>>>;
}

/**
 * What the answers say of the platform. Nothing is invented: what nobody measured is unknown, and when the figures are
 * old or missing, so is all health.
 */
export function readOverview(document: PlatformDocument, answers: Answers, nowSeconds: number): Overview {
  const parsed = new Map<QueryName, readonly Sample[] | undefined>();
  const samples: Samples = (name) => {
    if (!parsed.has(name)) parsed.set(name, parseSamples(answers.bodies[name]));
    return parsed.get(name);
  };
  const figures = readFigures(document, samples, nowSeconds - answers.askedAtSeconds);
  const known: Samples =
    figures.state === 'fresh' ? samples : (name) => (lasting.has(name) ? samples(name) : undefined);
  const alerts = readAlerts(known);
  const database = readDatabase(document, known);
  const hosts = readHosts({ document, figures, samples: known, alerts, database });
  const site = readSite(document, known, figures);
  return {
    figures,
    health: wholeHealth(
      site.health,
      hosts.map(({ health }) => health),
      alerts.length > 0,
    ),
    site,
    hosts,
    activeLoadBalancer: readActiveLoadBalancer(known),
    primary: database.primary,
    edges: readEdges(document, known),
    traffic: readTraffic(known),
    certificates: readCertificates(known),
    backups: readBackups(known),
    alerts,
  };
}

/** These are about hours and days, and are worth showing when the newest figures are a minute old. */
const lasting: ReadonlySet<QueryName> = new Set(overviewQueries.filter(isSeldom).map(({ name }) => name));

/** A host may miss a scrape or two; whoever is told three intervals later that all is well is told wrong. */
const STALE_INTERVALS = 3;

function readFigures(document: PlatformDocument, samples: Samples, sinceAskedSeconds: number): Figures {
  const age = samples('age');
  if (age === undefined) return { state: 'gone', reason: 'Prometheus does not answer' };
  const [newest] = age;
  if (newest === undefined) return { state: 'gone', reason: 'Prometheus has no figures yet' };
  const ageSeconds = Math.max(0, newest.value) + Math.max(0, sinceAskedSeconds);
  return { state: ageSeconds > STALE_INTERVALS * document.scrapeIntervalSeconds ? 'stale' : 'fresh', ageSeconds };
}

/** What users feel comes first: a dead host that another one stands in for is a warning. */
function wholeHealth(site: Health, hosts: readonly Health[], isAlerting: boolean): Health {
  if (site === 'down') return 'down';
  if (hosts.length > 0 && hosts.every((health) => health === 'unknown')) return 'unknown';
  const unwell = hosts.some((health) => health === 'down' || health === 'warning');
  if (unwell || isAlerting || site === 'warning') return 'warning';
  return site === 'unknown' || hosts.includes('unknown') ? 'unknown' : 'well';
}

function readActiveLoadBalancer(samples: Samples): string | undefined {
  const active = samples('vrrp')?.filter(({ value }) => value === 1) ?? [];
  return active.length === 1 ? active[0]?.labels.host : undefined;
}

function readCertificates(samples: Samples): readonly Certificate[] {
  return recorded(samples, 'smartx:certificate_days_left')
    .map(({ labels, value }) => ({
      name: labels.name ?? labels.host ?? 'site',
      daysLeft: Math.floor(value),
      health: healthOfCertificate(value),
    }))
    .sort((one, other) => one.daysLeft - other.daysLeft || (one.name < other.name ? -1 : 1));
}

function healthOfCertificate(days: number): Health {
  if (days < certificateDaysLeft.critical) return 'down';
  return days < certificateDaysLeft.warning ? 'warning' : 'well';
}

function readBackups(samples: Samples): readonly Backup[] {
  const made = (samples('backups') ?? []).flatMap(({ labels: { kind }, value }) =>
    kind === undefined ? [] : [{ kind, ageSeconds: value }],
  );
  const [verified] = samples('verifiedBackup') ?? [];
  return [
    ...made.sort((one, other) => (one.kind < other.kind ? -1 : 1)),
    ...(verified === undefined ? [] : [{ kind: 'verified', ageSeconds: verified.value }]),
  ];
}

/** Of one name there may be one for each host; more than this nobody reads. */
const ALERTS_MAX = 500;

function readAlerts(samples: Samples): readonly Alert[] {
  return (samples('alerts') ?? [])
    .slice(0, ALERTS_MAX)
    .map(({ labels: { __name__, alertname, alertstate, severity, host, ...labels }, value }) => ({
      name: alertname ?? 'unnamed',
      severity: severity ?? 'warning',
      host,
      sinceSeconds: value,
      labels,
    }))
    .sort((one, other) => rank(one) - rank(other) || other.sinceSeconds - one.sinceSeconds);
}

function rank({ severity }: Alert): number {
  return severity === 'critical' ? 0 : 1;
}
