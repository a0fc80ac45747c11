import { lastLines } from '../../process/last-lines.ts';
import type { Transport } from '../../transport/transport.ts';
import { TransportFailure } from '../../transport/transport-failure.ts';
import { type JournalQuery, readJournalCommand } from './journal-command.ts';
import { type LogEntry, parseEntry } from './parse-entry.ts';

export interface ReadJournal {
  readonly transport: Transport;
  readonly host: string;
  readonly query: JournalQuery;
  /** At most so many, the newest ones. */
  readonly lines: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A host that did not show its journal. `refused`: it answered, journalctl did not do as told. */
export interface SilentHost {
  readonly host: string;
  readonly kind: 'unreachable' | 'refused';
  readonly reason: string;
}

/** The newest lines of one host, newest first, or why there are none. */
export async function readJournal(request: ReadJournal): Promise<readonly LogEntry[] | SilentHost> {
  const { transport, host, query, lines, timeoutMs, signal } = request;
  const entries: LogEntry[] = [];
  const onLine = (line: string) => {
    const entry = parseEntry(host, line);
    if (entry !== undefined) entries.push(entry);
  };
  try {
    const argv = readJournalCommand(query, lines);
    const answer = await transport.run(host, { argv, timeoutMs, onLine, linesOnly: true, signal });
    const refusal = refusalOf(answer);
    return refusal === undefined ? entries : { host, kind: 'refused', reason: refusal };
  } catch (error) {
    if (error instanceof TransportFailure) return { host, kind: 'unreachable', reason: reasonOf(error) };
    throw error;
  }
}

/**
 * What journalctl complained about, if it did. It ends with 1 also where a pattern finds no line, then in silence, and
 * where no unit of the host is called as asked for, which on some hosts is to be expected.
 */
export function refusalOf({ exitCode, stderr }: { readonly exitCode: number; readonly stderr: string }) {
  const said = lastLines(stderr, 1).trim();
  if (exitCode === 0 || (exitCode === 1 && (said === '' || said.endsWith('No data available')))) return undefined;
  return said === '' ? `journalctl ended with code ${exitCode}` : said;
}

/** What ssh said last, which is the cause, or else what it means. */
export function reasonOf({ stderrTail, reason }: TransportFailure): string {
  return lastLines(stderrTail, 1).trim() || reason;
}
