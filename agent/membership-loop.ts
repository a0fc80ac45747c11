import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseAgentConfig } from './config.ts';
import { openLocal } from './database.ts';
import { decideMembership, type MembershipAction } from './decide-membership.ts';
import { bootstrapGroup, forbidBootstrap, joinGroup, openSingle, prepareGroupAccounts } from './enter-group.ts';
import { clearGivenUp, readGivenUp } from './given-up.ts';
import type { GroupView } from './group-view.ts';
import type { GtidSet } from './gtid-set.ts';
import { FRESH_MS } from './health.ts';
import type { LocalObserver } from './local-observer.ts';
import { messageOf } from './log.ts';
import { createPeerReader, readGtids } from './peer-reader.ts';

const SETTLED_INTERVAL_MS = 1_000;
/** While a platform starts, every round of waiting counts. */
const STARTING_INTERVAL_MS = 200;
/** After this time in one state it is not starting any more, it waits for somebody. */
const STARTING_LIMIT_MS = 60_000;
const QUERY_LIMIT_MS = 1_000;
/** A refused join is tried again, but not so often that it drowns the log of mysqld. */
const FAILURE_PAUSE_MS = 2_000;

export interface MembershipLoop {
  /** Replaces the configuration from the next round on. */
  reconfigure(config: DatabaseAgentConfig): void;
  /** Ends the loop after the statement under way, at most its limit later. */
  stop(): Promise<void>;
}

export interface MembershipSurroundings {
  observer: LocalObserver;
  /** Is told what this member is or waits for, in every round. */
  say(text: string): void;
  /** Resolves when a group that this member has founded may be joined by others, within a limit of its own. */
  founded(): Promise<void>;
}

/**
 * Keeps this member in its group, or a single server writable. Each round looks at the world afresh; nothing is
 * remembered but what was already done to this mysqld.
 */
export function keepMembership(
  initial: DatabaseAgentConfig,
  { observer, say, founded }: MembershipSurroundings,
): MembershipLoop {
  const stopping = new AbortController();
  let config = initial;
  let peers = createPeerReader(config);
  let forbiddenArrival: number | undefined;
  let preparedArrival: number | undefined;
  let lastSaid = '';
  let saidAtMs = performance.now();

  const tell = (text: string): void => {
    if (text !== lastSaid) saidAtMs = performance.now();
    lastSaid = text;
    say(text);
  };

  const round = async (): Promise<void> => {
    const { view, ageMs } = observer.latest();
    if (view === undefined || ageMs >= FRESH_MS) return tell('mysqld does not answer: waiting for it');
    return config.mode === 'single' ? keepWritable(view) : takePart(view, observer.arrivals());
  };

  const keepWritable = async (view: GroupView): Promise<void> => {
    if (!view.superReadOnly && !view.offlineMode) return tell('the single server is writable');
    tell('the single server is read-only: making it writable');
    await openSingle(config);
  };

  const takePart = async (view: GroupView, arrival: number): Promise<void> => {
    if (forbiddenArrival !== arrival) await forbidBootstrap(config);
    forbiddenArrival = arrival;
    const outside = view.state === 'OFFLINE' || view.state === 'ERROR';
    if (!outside) peers.close();
    else if (preparedArrival !== arrival) await prepareGroupAccounts(config);
    if (outside) preparedArrival = arrival;
    const action = await decide(view, outside);
    tell(action.kind === 'join' || action.kind === 'bootstrap' ? `${action.kind}: ${action.reason}` : action.reason);
    await act(action, view);
  };

  const decide = async (view: GroupView, outside: boolean): Promise<MembershipAction> =>
    decideMembership({
      self: { name: config.self.name, state: view.state, gtids: outside ? await readOwnGtids(config) : new Map() },
      peers: outside ? await peers.read() : [],
      order: config.members.map((member) => member.name),
      givenUp: readGivenUp(),
    });

  const act = async (action: MembershipAction, view: GroupView): Promise<void> => {
    if (action.kind === 'join') await joinGroup(config, view.state, action.through);
    if (action.kind !== 'bootstrap') return;
    await bootstrapGroup(config, view.state, founded);
    clearGivenUp();
  };

  const pauseMs = (): number => {
    const settled = config.mode === 'single' || observer.latest().view?.state === 'ONLINE';
    const starting = !settled && performance.now() - saidAtMs < STARTING_LIMIT_MS;
    return starting ? STARTING_INTERVAL_MS : SETTLED_INTERVAL_MS;
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const nextMs = await round().then(pauseMs, (error) => {
        tell(`failed, will be tried again: ${messageOf(error)}`);
        return FAILURE_PAUSE_MS;
      });
      await sleep(nextMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const ended = loop();
  return {
    reconfigure: (next) => {
      peers.close();
      config = next;
      peers = createPeerReader(config);
      preparedArrival = undefined;
    },
    stop: async () => {
      stopping.abort();
      peers.close();
      await ended;
    },
  };
}

async function readOwnGtids(config: DatabaseAgentConfig): Promise<GtidSet> {
  const database = await openLocal(config.socketPath);
  try {
    return await readGtids(database, QUERY_LIMIT_MS);
  } finally {
    database.close();
  }
}
