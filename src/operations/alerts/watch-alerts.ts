import type { AlertingRule } from '../../services/prometheus/model.ts';

/** An alert as Alertmanager's API gives it (its OpenAPI document, `gettableAlert`). */
export interface ShownAlert {
  readonly labels: { readonly alertname: string };
  /** RFC 3339: until then it holds, if nobody says anything else. */
  readonly endsAt: string;
}

export interface AlertSighting {
  /** Seconds since 1970, by the clock of the host. */
  readonly firedAt: number | undefined;
  /** Undefined while it fires, and when it was only forgotten. */
  readonly clearedAt: number | undefined;
  /** It fired while all was well. */
  readonly early: boolean;
}

/** Alertmanager takes in what it is told within a second, and is asked every second. */
const forgottenMarginSeconds = 10;

/**
 * Follows what Alertmanager shows. An alert that is gone long before it would have been forgotten was ended by Prometheus.
 */
export function watchAlerts(rules: readonly AlertingRule[], beginSeconds: number) {
  const states = new Map<string, { firedAt: number; holdsUntil: number; clearedAt?: number; early: boolean }>();
  const wereWell = new Set(rules.filter(({ rehearsal }) => rehearsal.wrong === undefined).map(({ alert }) => alert));
  return {
    /** Tells what is new: `HostDown fires`. */
    look(now: number, shown: readonly ShownAlert[]): readonly { alert: string; state: 'fires' | 'cleared' }[] {
      const news: { alert: string; state: 'fires' | 'cleared' }[] = [];
      const ends = new Map<string, number>();
      for (const { labels, endsAt } of shown) {
        const name = labels.alertname;
        ends.set(name, Math.max(ends.get(name) ?? 0, Date.parse(endsAt) / 1_000));
      }
      for (const { alert } of rules) {
        const holdsUntil = ends.get(alert);
        const state = states.get(alert);
        if (holdsUntil !== undefined) {
          if (state === undefined) news.push({ alert, state: 'fires' });
          const early = (state?.early ?? false) || (now < beginSeconds && wereWell.has(alert));
          states.set(alert, { firedAt: state?.firedAt ?? now, holdsUntil, early });
        } else if (state !== undefined && state.clearedAt === undefined) {
          if (now >= state.holdsUntil - forgottenMarginSeconds) continue;
          states.set(alert, { ...state, clearedAt: now });
          news.push({ alert, state: 'cleared' });
        }
      }
      return news;
    },
    sightingOf(alert: string): AlertSighting {
      const { firedAt, clearedAt, early = false } = states.get(alert) ?? {};
      return { firedAt, clearedAt, early };
    },
  };
}
