export const activeTargetsPath = '/api/v1/targets?state=active';

/** What is watched (prometheus.io/docs, "HTTP API", Targets). */
export interface ActiveTarget {
  readonly scrapePool: string;
  readonly labels: { readonly job?: string; readonly instance?: string; readonly host?: string };
  /** `up`, `down`, or `unknown` until it was asked for the first time. */
  readonly health: string;
  readonly lastError: string;
}

/** Of the `data` that Prometheus answers; undefined when that tells of no targets. */
export function readActiveTargets(data: unknown): readonly ActiveTarget[] | undefined {
  const { activeTargets } = (data ?? {}) as { readonly activeTargets?: readonly ActiveTarget[] };
  return activeTargets;
}
