import { Failure } from '../../problems/failure.ts';
import { lastLines } from '../../process/last-lines.ts';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { collectedProgram, nothingOf, readCollectedCommand } from './collected-command.ts';
import type { JournalQuery } from './journal-command.ts';
import { mergeNewest } from './merge-newest.ts';
import { parseCollected } from './parse-collected.ts';
import type { LogEntry } from './parse-entry.ts';
import { reasonOf, type SilentHost } from './read-journal.ts';

/** All that is kept of a host may have to be read for a rare pattern. */
const READ_TIMEOUT_MS = 300_000;

export interface ReadCollected {
  readonly transport: Transport;
  /** Monitoring hosts; the first one that answers is enough, since each has everything. */
  readonly collectors: readonly string[];
  readonly down: ReadonlyMap<string, string>;
  /** Whose lines; all of which there are some when it is empty. */
  readonly hosts: readonly string[];
  readonly query: JournalQuery;
  readonly lines: number;
  readonly signal?: AbortSignal | undefined;
}

export interface CollectedLogs {
  /** By time, oldest first. */
  readonly entries: readonly LogEntry[];
  readonly cut: boolean;
  /** Hosts that nothing was ever collected of. */
  readonly missing: readonly string[];
  /** Monitoring hosts that did not answer before one did. */
  readonly silent: readonly SilentHost[];
}

/**
 * What arrived at a monitoring host.
 * @throws Failure when no monitoring host answers, or when it does not understand the question
 */
export async function readCollectedLogs(request: ReadCollected): Promise<CollectedLogs> {
  const silent: SilentHost[] = [];
  for (const collector of request.collectors) {
    const answer = await askCollector(request, collector);
    if ('entries' in answer) return { ...answer, silent };
    silent.push(answer);
  }
  throw new Failure({
    step: 'read collected logs',
    reason:
      silent.length === 0
        ? 'the platform has no monitoring host'
        : silent.map(({ host, reason }) => `${host}: ${reason}`).join('; '),
    changed: 'Nothing was changed.',
    next: 'ask the hosts themselves: leave out --collected.',
  });
}

async function askCollector(
  request: ReadCollected,
  collector: string,
): Promise<Omit<CollectedLogs, 'silent'> | SilentHost> {
  const { transport, down, hosts, query, lines, signal } = request;
  const reason = down.get(collector);
  if (reason !== undefined) return { host: collector, kind: 'unreachable', reason } as const;
  const journals = new Map<string, LogEntry[]>();
  const missing: string[] = [];
  const onLine = (line: string) => {
    const tab = line.indexOf('\t');
    const host = line.slice(0, tab);
    const entry = parseCollected(host, line.slice(tab + 1));
    if (entry !== undefined) addTo(journals, host, entry);
    else if (line === `${host}${nothingOf}`) missing.push(host);
  };
  try {
    const argv = readCollectedCommand(query, lines + 1, hosts);
    const given = { argv, input: collectedProgram, timeoutMs: READ_TIMEOUT_MS, onLine, linesOnly: true, signal };
    const { exitCode, stderr } = await transport.run(collector, given);
    if (exitCode !== 0) throw refused(collector, lastLines(stderr, 1).trim());
  } catch (error) {
    if (error instanceof TransportFailure)
      return { host: collector, kind: 'unreachable', reason: reasonOf(error) } as const;
    throw error;
  }
  const total = [...journals.values()].reduce((sum, entries) => sum + entries.length, 0);
  return { entries: mergeNewest([...journals.values()], lines), cut: total > lines, missing };
}

function addTo(journals: Map<string, LogEntry[]>, host: string, entry: LogEntry): void {
  const known = journals.get(host);
  if (known === undefined) journals.set(host, [entry]);
  else known.push(entry);
}

function refused(host: string, said: string): Failure {
  return new Failure({
    step: 'read collected logs',
    host,
    reason: said === '' ? 'perl refused' : said,
    changed: 'Nothing was changed.',
    next: 'correct what you asked for (--grep takes a regular expression of Perl), then run this again.',
  });
}
