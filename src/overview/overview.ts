import type { Role } from '../platform/platform.ts';

/** How well something is. `unknown`: nothing is known, which is neither good nor bad. */
export type Health = 'well' | 'warning' | 'down' | 'unknown';

/** A platform at one moment, as its monitoring sees it: what the dashboard's first page and `status --watch` show. */
export interface Overview {
  readonly figures: Figures;
  /** The worst of the site and its hosts that matters: `down` only when users are not served. */
  readonly health: Health;
  readonly site: Site;
  /** In the order of the document. */
  readonly hosts: readonly HostOverview[];
  /** The load balancer that has the virtual address; undefined when nobody, or nobody alone, says so. */
  readonly activeLoadBalancer: string | undefined;
  /** The member that takes writes; undefined when none is known. */
  readonly primary: string | undefined;
  /** What flows where. Edges whose rate is unknown are there too, without a rate. */
  readonly edges: readonly Edge[];
  readonly traffic: Traffic;
  /** The first to end first. */
  readonly certificates: readonly Certificate[];
  /** By kind. */
  readonly backups: readonly Backup[];
  /** Critical ones first, then the newest. */
  readonly alerts: readonly Alert[];
}

/** How far the figures can be trusted. */
export type Figures =
  | { readonly state: 'fresh' | 'stale'; readonly ageSeconds: number }
  /** Prometheus does not answer, or has never measured anything. */
  | { readonly state: 'gone'; readonly reason: string };

export interface HostOverview {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly health: Health;
  /** Why it is not well, in sentences without a full stop; empty when it is. The gravest first. */
  readonly reasons: readonly string[];
  /** Shares between 0 and 1; undefined where nobody measured. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  /** Of its fullest file system. */
  readonly disk: number | undefined;
  readonly receiveBytesPerSecond: number | undefined;
  readonly transmitBytesPerSecond: number | undefined;
  /** Of a database host: how far it is behind the primary. */
  readonly lagSeconds: number | undefined;
}

export interface Edge {
  readonly from: EdgeEnd;
  readonly to: EdgeEnd;
  readonly perSecond: number | undefined;
  readonly of: 'requests' | 'queries';
}

export type EdgeEnd = { readonly kind: 'host'; readonly host: string } | { readonly kind: 'users' | 'applications' };

export interface Site {
  /** Of the application that is worst off. */
  readonly health: Health;
  readonly reasons: readonly string[];
  readonly apps: readonly { readonly id: string; readonly health: Health }[];
  /** Share of the time that the site must answer, 0.999. */
  readonly objective: number;
  readonly uptime: readonly Uptime[];
}

/**
 * How much of the last so many days the site answered: of the application that was worst off. Time in which no probe was
 * answered is lost, and of other time the share of requests that failed.
 */
export interface Uptime {
  readonly window: '24h' | '7d' | '30d';
  readonly windowSeconds: number;
  /** For how much of the window anybody measured; the rest counts neither as up nor as down. */
  readonly knownSeconds: number;
  /** Share of the known time that is not lost; undefined when nothing is known. */
  readonly ratio: number | undefined;
  /** Seconds that are lost: five minutes in which a tenth of the requests failed are thirty. */
  readonly downSeconds: number | undefined;
  readonly budget: {
    /** Seconds that the objective allows in the whole window. */
    readonly allowedSeconds: number;
    /** Share of them that is left; below 0 when more was spent. Undefined when nothing is known. */
    readonly left: number | undefined;
  };
}

/** Over the last minute, latency over five. Undefined where nobody measured. */
export interface Traffic {
  readonly requestsPerSecond: number | undefined;
  /** Share of the responses that are the platform's own errors (5xx), 0 to 1. */
  readonly errorRatio: number | undefined;
  readonly responsesPerSecond: Readonly<Record<string, number>>;
  readonly latencySeconds: { readonly p50?: number; readonly p95?: number; readonly p99?: number };
  readonly databaseQueriesPerSecond: number | undefined;
  readonly dnsQueriesPerSecond: number | undefined;
}

export interface Certificate {
  readonly name: string;
  readonly daysLeft: number;
  readonly health: Health;
}

export interface Backup {
  /** `full`, `logs`, `check`; `verified` is the newest backup that was restored well. */
  readonly kind: string;
  /** Since it was made. Whether that is too old is for the alerts, which know the schedule. */
  readonly ageSeconds: number;
}

export interface Alert {
  readonly name: string;
  readonly severity: string;
  /** Undefined for those that are about no single host. */
  readonly host: string | undefined;
  /** Unix time. */
  readonly sinceSeconds: number;
  /** All but those above, for telling several of a name apart. */
  readonly labels: Readonly<Record<string, string>>;
}
