import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openLocal } from './database.ts';
import { GROUP_VIEW_QUERY, type GroupView, parseGroupView } from './group-view.ts';
import { awaitsPrimary, DOUBT_MS, mayBeExpelled, type Observation } from './health.ts';

const INTERVAL_MS = 200;
/** While nobody can write, everybody waits for this member to say that it is the primary now. */
const URGENT_INTERVAL_MS = 50;
/** Below the age at which an observation stops counting, so that a hung mysqld is found by its own time limit too. */
const QUERY_LIMIT_MS = 900;

/** Watches the mysqld of this host over one connection that stays open. */
export interface LocalObserver {
  latest(): Observation;
  /** How often mysqld was found after it had been away: a new number may mean a new mysqld. */
  arrivals(): number;
  /** Ends the loop and the connection. */
  stop(): Promise<void>;
}

/**
 * Asks once, which takes 2 s at most, and goes on watching. So a restarted agent knows its mysqld before anybody asks.
 * It never fails: while mysqld is away, the last answer just gets older.
 */
export async function observeLocal(socketPath: string): Promise<LocalObserver> {
  const stopping = new AbortController();
  let view: GroupView | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let doubtedUntilMs = Number.NEGATIVE_INFINITY;
  let arrivals = 0;
  let database: Database | undefined;

  const observe = async (): Promise<void> => {
    const startedAtMs = performance.now();
    if (database === undefined || database.closed) {
      database = await openLocal(socketPath);
      arrivals += 1;
    }
    const next = parseGroupView(await database.query(GROUP_VIEW_QUERY, [], QUERY_LIMIT_MS));
    if (mayBeExpelled(view, next, startedAtMs - askedAtMs)) doubtedUntilMs = startedAtMs + DOUBT_MS;
    view = next;
    askedAtMs = startedAtMs;
  };

  const attempt = (): Promise<void> => observe().catch(() => database?.close());

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const urgent = view?.state === 'ONLINE' && awaitsPrimary(view);
      await sleep(urgent ? URGENT_INTERVAL_MS : INTERVAL_MS, undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
      if (!stopping.signal.aborted) await attempt();
    }
  };

  await attempt();
  const ended = loop();
  return {
    latest: () => {
      const nowMs = performance.now();
      return { view, ageMs: nowMs - askedAtMs, doubted: nowMs < doubtedUntilMs };
    },
    arrivals: () => arrivals,
    stop: async () => {
      stopping.abort();
      database?.close();
      await ended;
    },
  };
}
