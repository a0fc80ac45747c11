import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { askHost } from '../ask-host.ts';
import { followJournalCommand, type JournalQuery, type JournalStart } from './journal-command.ts';
import { type LogEntry, parseEntry } from './parse-entry.ts';
import { reasonOf, refusalOf } from './read-journal.ts';

const RETRY_INTERVAL_MS = 3_000;
/** After so long a connection is made anew, without a word and without a gap: a transport has a limit for everything. */
const TURN_LIMIT_MS = 24 * 3_600_000;

export interface FollowJournal {
  readonly transport: Transport;
  readonly host: string;
  readonly query: JournalQuery;
  readonly start: JournalStart;
  /** Whether it is known to be down: it is asked after a while. */
  readonly lost: boolean;
  readonly onEntry: (entry: LogEntry) => void;
  readonly onLost: (reason: string) => void;
  readonly onBack: () => void;
  readonly retryIntervalMs?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Follows one host until the signal, across its restarts: after each the journal goes on behind the last line seen.
 * Never returns.
 * @throws the signal's reason
 */
export async function followJournal(request: FollowJournal): Promise<never> {
  const { onLost, onBack, signal, retryIntervalMs = RETRY_INTERVAL_MS } = request;
  let { start, lost } = request;
  const wait = async () => {
    await sleep(retryIntervalMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  };
  for (;;) {
    if (lost) {
      await wait();
      if (!(await answers(request))) continue;
      onBack();
    }
    const turn = await followTurn({ ...request, start });
    start = turn.start;
    lost = turn.reason !== undefined;
    if (turn.reason === undefined) await wait();
    else onLost(turn.reason);
  }
}

async function answers({ transport, host, signal }: FollowJournal): Promise<boolean> {
  return (await askHost(transport, host, ['true'], signal))?.exitCode === 0;
}

/** Follows until the connection ends. Returns where to go on, and why it ended; undefined when nothing is wrong. */
async function followTurn({ transport, host, query, start, onEntry, signal }: FollowJournal) {
  let cursor = start.kind === 'cursor' ? start.cursor : undefined;
  const onLine = (line: string) => {
    const entry = parseEntry(host, line);
    if (entry === undefined || entry.cursor === cursor) return;
    cursor = entry.cursor;
    onEntry(entry);
  };
  const argv = followJournalCommand(query, start);
  const request = { argv, timeoutMs: TURN_LIMIT_MS, onLine, linesOnly: true, signal };
  const reason = await transport.run(host, request).then(endOf, endOfFailed);
  return { start: cursor === undefined ? start : ({ kind: 'cursor', cursor } as const), reason };
}

/** No unit that is called as asked for may be there yet; that is no fault of the host's. */
function endOf(answer: { readonly exitCode: number; readonly stderr: string }): string | undefined {
  return answer.exitCode === 0 ? 'journalctl has ended' : refusalOf(answer);
}

function endOfFailed(error: unknown): string | undefined {
  if (!(error instanceof TransportFailure)) throw error;
  return error.kind === 'timeout' ? undefined : reasonOf(error);
}
