import { Failure } from '../../problems/failure.ts';
import type { Transport } from '../../transport/transport.ts';
import type { JournalQuery } from './journal-command.ts';
import { mergeNewest } from './merge-newest.ts';
import type { LogEntry } from './parse-entry.ts';
import { readJournal, type SilentHost } from './read-journal.ts';

/** More lines than this are not read at once: they are all in memory while they are merged. */
export const LOG_LINES_MAX = 100_000;
/** A large journal is searched from its end to its beginning when a pattern is rare. */
const READ_TIMEOUT_MS = 60_000;

export interface ReadLogs {
  readonly transport: Transport;
  readonly hosts: readonly string[];
  /** Host -> why it need not be asked: it is known to be down. */
  readonly down?: ReadonlyMap<string, string> | undefined;
  readonly query: JournalQuery;
  /** So many lines of all hosts together, the newest ones. */
  readonly lines: number;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Logs {
  /** By time, oldest first. */
  readonly entries: readonly LogEntry[];
  /** Whether there are older lines that the query lets through. */
  readonly cut: boolean;
  /** In the order of the hosts. */
  readonly silent: readonly SilentHost[];
  /** Host -> its newest line's cursor, shown or not. Hosts without a line are not in it. */
  readonly cursors: ReadonlyMap<string, string>;
}

/**
 * Asks all hosts at the same time and merges what they say. A host that does not answer is named in the result.
 * @throws Failure when every host that answered refused, which is about the question and not about a host.
 */
export async function readLogs(request: ReadLogs): Promise<Logs> {
  const { hosts, lines } = request;
  // One more tells whether there are more, and one at least tells where the journal ends.
  const answers = await Promise.all(hosts.map((host) => readHost(request, host, lines + 1)));
  const journals = answers.flatMap((answer) => (isSilent(answer) ? [] : [answer]));
  const silent = answers.filter(isSilent);
  refuseAll(silent, journals.length);
  const total = journals.reduce((sum, entries) => sum + entries.length, 0);
  return {
    entries: mergeNewest(journals, lines),
    cut: total > lines,
    silent,
    cursors: new Map(
      journals.flatMap(([newest]: readonly LogEntry[]) => (newest === undefined ? [] : [[newest.host, newest.cursor]])),
    ),
  };
}

async function readHost({ down, ...request }: ReadLogs, host: string, lines: number) {
  const reason = down?.get(host);
  if (reason !== undefined) return { host, kind: 'unreachable', reason } as const;
  return readJournal({ ...request, host, lines, timeoutMs: request.timeoutMs ?? READ_TIMEOUT_MS });
}

function isSilent(answer: readonly LogEntry[] | SilentHost): answer is SilentHost {
  return 'kind' in answer;
}

function refuseAll(silent: readonly SilentHost[], answered: number): void {
  const refused = silent.find(({ kind }) => kind === 'refused');
  if (refused === undefined || answered > 0) return;
  throw new Failure({
    step: 'read the journal',
    host: refused.host,
    reason: `journalctl refused: ${refused.reason}`,
    changed: 'Nothing was changed.',
    next: 'correct what you asked for (--grep takes what journalctl --grep takes), then run this again.',
  });
}
