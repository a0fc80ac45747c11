import type { Alert } from '../../../src/overview/overview.ts';
import { askJson } from '../prometheus/ask.ts';

/** An alert of which nobody is told. */
export interface Muted {
  readonly labels: Readonly<Record<string, string>>;
  /** Of the silences the last one to end: until when (unix seconds), whose it is, and why. */
  readonly silence: { readonly until: number; readonly by: string; readonly comment: string } | undefined;
  /** Names of alerts that say more, with their hosts: `HostDown web-1`. */
  readonly inhibitedBy: readonly string[];
}

/** Alertmanager's API, version 2. Throws Trouble alone. */
export async function askMuted(signal: AbortSignal): Promise<readonly Muted[]> {
  const [alerts, silences] = await Promise.all(
    ['alerts', 'silences'].map((what) => askJson<unknown>(`./alertmanager/api/v2/${what}`, signal)),
  );
  return readMuted(alerts, silences);
}

/** Those that a drill of alerts made are left out, as everywhere on the page. */
export function readMuted(alerts: unknown, silences: unknown): readonly Muted[] {
  const known = Array.isArray(alerts) ? (alerts as readonly GettableAlert[]) : [];
  const byId = new Map((Array.isArray(silences) ? (silences as readonly Silence[]) : []).map((one) => [one.id, one]));
  const names = new Map(known.map(({ fingerprint, labels }) => [fingerprint, sayName(labels)]));
  return known
    .filter(({ labels, status }) => labels.drill === undefined && status.state === 'suppressed')
    .map(({ labels, status: { silencedBy, inhibitedBy } }) => {
      const [silence] = silencedBy
        .flatMap((id) => byId.get(id) ?? [])
        .map(({ endsAt, createdBy: by, comment }) => ({ until: Date.parse(endsAt) / 1000, by, comment }))
        .sort((one, other) => other.until - one.until);
      const inhibitors = inhibitedBy.flatMap((fingerprint) => names.get(fingerprint) ?? []);
      return { labels, silence, inhibitedBy: [...new Set(inhibitors)].sort() };
    });
}

/** Alertmanager's labels are those of Prometheus' series and a few that are the same for all of them. */
export function mutedOf(muted: readonly Muted[], { name, severity, host, labels: more }: Alert): Muted | undefined {
  const own = Object.entries({ ...more, alertname: name, severity });
  return muted.find(
    ({ labels }) => labels.host === host && own.every(([label, value]) => (labels[label] ?? '') === value),
  );
}

function sayName({ alertname = 'another alert', host }: Readonly<Record<string, string>>): string {
  return host === undefined ? alertname : `${alertname} ${host}`;
}

/** As much of api/v2/openapi.yaml as is read here. */
interface GettableAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: {
    readonly state: 'active' | 'suppressed' | 'unprocessed';
    /** Ids of silences. */
    readonly silencedBy: readonly string[];
    /** Fingerprints of alerts. */
    readonly inhibitedBy: readonly string[];
  };
}

interface Silence {
  readonly id: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}
