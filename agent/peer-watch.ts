import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupView } from './group-view.ts';

const INTERVAL_MS = 500;

/**
 * The others elect a new primary 5 s after they heard the last of the old one, at the earliest. An old primary that is
 * cut off must have stepped down by then, whichever of the two counts from later.
 */
export const SILENT_MS = 3_000;

/** Listens, on a primary, whether the other members of its group are still there. */
export interface PeerWatch {
  /** The names of those that have not been heard for SILENT_MS. Empty on whoever is no primary. */
  silent(): ReadonlySet<string>;
  /** Ends the loop; does not wait for questions that are under way. */
  stop(): void;
}

export interface PeerWatchInput {
  /** The last view of the local mysqld. */
  readonly view: () => GroupView | undefined;
  /**
   * Whether a member can be heard. A refusal is heard as well: it proves that the network between the two works. Must
   * settle by itself, and not reject.
   */
  readonly hears: (name: string) => Promise<boolean>;
  /** Milliseconds, on a clock that only goes forward. */
  readonly now?: () => number;
  readonly intervalMs?: number;
}

/** Begins at once; while this member is no primary it asks nobody. */
export function watchPeers(input: PeerWatchInput): PeerWatch {
  const { view, hears, now = () => performance.now(), intervalMs = INTERVAL_MS } = input;
  const stopping = new AbortController();
  const heardAtMs = new Map<string, number>();
  const asking = new Set<string>();

  const ask = async (name: string): Promise<void> => {
    const askedAtMs = now();
    asking.add(name);
    const heard = await hears(name).finally(() => asking.delete(name));
    if (heard && heardAtMs.has(name)) heardAtMs.set(name, askedAtMs);
  };

  const look = (): void => {
    const others = othersOf(view());
    for (const name of heardAtMs.keys()) if (!others.includes(name)) heardAtMs.delete(name);
    for (const name of others) {
      // Whoever is new among the others gets the whole time to be heard.
      if (!heardAtMs.has(name)) heardAtMs.set(name, now());
      if (!asking.has(name)) void ask(name);
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      look();
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  void loop();
  return {
    silent: () => new Set([...heardAtMs].filter(([, atMs]) => now() - atMs >= SILENT_MS).map(([name]) => name)),
    stop: () => stopping.abort(),
  };
}

/** The other members of a group whose primary this member is. */
function othersOf(view: GroupView | undefined): readonly string[] {
  if (view === undefined || view.state !== 'ONLINE' || view.role !== 'PRIMARY') return [];
  return view.members.filter(({ id }) => id !== view.id).map(({ name }) => name);
}
