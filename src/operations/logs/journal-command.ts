import { entryFields } from './parse-entry.ts';

/** Which lines are wanted, of every host alike. */
export interface JournalQuery {
  /** Names or patterns, as `journalctl --unit` takes them; empty: every unit. */
  readonly units: readonly string[];
  /** In microseconds since 1970 (UTC); undefined: from the beginning. */
  readonly sinceMicros: number | undefined;
  /** PCRE2, as `journalctl --grep` takes it. */
  readonly grep: string | undefined;
}

/** Where a host's journal is taken up to be followed. */
export type JournalStart =
  /** At this entry, itself included: it may be gone, and then it is the nearest one. */
  | { readonly kind: 'cursor'; readonly cursor: string }
  | { readonly kind: 'newest'; readonly lines: number }
  /** All that the query lets through. */
  | { readonly kind: 'everything' };

/** The argv that prints the newest lines and ends. They come newest first. */
export function readJournalCommand(query: JournalQuery, lines: number): string[] {
  // With --lines, --grep turns the order round by itself; asked for always it does not depend on the version.
  return [...journalCommand(query), ...sinceOption(query), '--reverse', `--lines=${lines}`];
}

/** The argv that prints from the start on, in the journal's order, and goes on until the connection closes. */
export function followJournalCommand(query: JournalQuery, start: JournalStart): string[] {
  return [...journalCommand(query), '--follow', ...startOptions(query, start)];
}

/** `--all`: without it a field of more than 4096 bytes comes as null, journalctl(1). */
function journalCommand({ units, grep }: JournalQuery): string[] {
  return [
    ...['journalctl', '--quiet', '--no-pager', '--all', '--output=json', `--output-fields=${entryFields.join(',')}`],
    ...units.map((unit) => `--unit=${unit}`),
    ...(grep === undefined ? [] : [`--grep=${grep}`]),
  ];
}

function startOptions(query: JournalQuery, start: JournalStart): string[] {
  // journalctl(1) takes only one of --since and --cursor; what is at the cursor was written since then anyway.
  if (start.kind === 'cursor') return ['--no-tail', `--cursor=${start.cursor}`];
  return [...sinceOption(query), start.kind === 'newest' ? `--lines=${start.lines}` : '--no-tail'];
}

/** systemd.time(7): `@` and seconds since 1970, whatever the time zones here and there. */
function sinceOption({ sinceMicros }: JournalQuery): string[] {
  if (sinceMicros === undefined) return [];
  const micros = String(sinceMicros % 1_000_000).padStart(6, '0');
  return [`--since=@${Math.floor(sinceMicros / 1_000_000)}.${micros}`];
}
