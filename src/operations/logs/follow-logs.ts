import { followJournal } from './follow-journal.ts';
import { holdBack } from './hold-back.ts';
import type { JournalStart } from './journal-command.ts';
import type { LogEntry } from './parse-entry.ts';
import { type Logs, type ReadLogs, readLogs } from './read-logs.ts';

/** Lines of different hosts come with different delays; within this time they are put in order. */
const HOLD_MS = 300;
/** How often is looked whether a line has been held long enough. */
const RELEASE_INTERVAL_MS = 100;
/** A host that takes longer for its past must not keep the others waiting; its lines come when they come. */
const FIRST_LOOK_TIMEOUT_MS = 5_000;

export type LogEvent =
  /** By time within the event; at least one. */
  | { readonly kind: 'lines'; readonly entries: readonly LogEntry[] }
  /** It is tried again until it is `back`. */
  | { readonly kind: 'lost'; readonly host: string; readonly reason: string }
  | { readonly kind: 'back'; readonly host: string };

export interface FollowLogs extends Omit<ReadLogs, 'timeoutMs'> {
  readonly onEvent: (event: LogEvent) => void;
  readonly retryIntervalMs?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Tells the newest lines of all hosts, and then each line as it is written, until the signal.
 * @throws the signal's reason; Failure as `readLogs` does
 */
export async function followLogs(request: FollowLogs): Promise<never> {
  const { hosts, onEvent } = request;
  const past = await readLogs({ ...request, timeoutMs: FIRST_LOOK_TIMEOUT_MS });
  if (past.entries.length > 0) onEvent({ kind: 'lines', entries: past.entries });
  for (const { host, reason } of past.silent) onEvent({ kind: 'lost', host, reason });
  const held = tellInOrder((entries) => onEvent({ kind: 'lines', entries }));
  try {
    await Promise.all(hosts.map((host) => followHost(request, host, past, held.add)));
    throw new Error('following ended without a reason');
  } finally {
    held.end();
  }
}

function followHost(request: FollowLogs, host: string, past: Logs, onEntry: (entry: LogEntry) => void): Promise<never> {
  const { transport, query, onEvent, signal, retryIntervalMs } = request;
  return followJournal({
    ...{ transport, host, query, onEntry, signal, retryIntervalMs },
    start: startOf(request, host, past),
    lost: past.silent.some((one) => one.host === host),
    onLost: (reason) => onEvent({ kind: 'lost', host, reason }),
    onBack: () => onEvent({ kind: 'back', host }),
  });
}

/** Whatever a host writes between the look at its past and now must be among its next lines. */
function startOf({ query, lines }: FollowLogs, host: string, past: Logs): JournalStart {
  const cursor = past.cursors.get(host);
  if (cursor !== undefined) return { kind: 'cursor', cursor };
  const unseen = past.silent.some((one) => one.host === host);
  return unseen && query.sinceMicros === undefined ? { kind: 'newest', lines } : { kind: 'everything' };
}

/** `end` tells what is still held. */
function tellInOrder(tell: (entries: readonly LogEntry[]) => void) {
  const held = holdBack(HOLD_MS);
  let timer: NodeJS.Timeout | undefined;
  const tellSome = (entries: readonly LogEntry[]) => {
    if (entries.length > 0) tell(entries);
  };
  const look = () => {
    timer = undefined;
    tellSome(held.release(performance.now()));
    if (!held.isEmpty()) schedule();
  };
  const schedule = () => {
    timer ??= setTimeout(look, RELEASE_INTERVAL_MS);
  };
  return {
    add(entry: LogEntry) {
      held.add(entry, performance.now());
      schedule();
    },
    end() {
      clearTimeout(timer);
      tellSome(held.drain());
    },
  };
}
