import type { LogEntry } from './parse-entry.ts';

/**
 * The newest lines of several journals, oldest first. Each journal comes newest first, and keeps its own order even
 * where its host's clock was set back. What has the same time stands in the order of the journals.
 */
export function mergeNewest(journals: readonly (readonly LogEntry[])[], lines: number): LogEntry[] {
  const taken = journals.map(() => 0);
  const merged: LogEntry[] = [];
  while (merged.length < lines) {
    const latest = latestHead(journals, taken);
    if (latest === undefined) break;
    merged.push(latest.entry);
    taken[latest.journal]! += 1;
  }
  return merged.reverse();
}

/** The last one of those with the same time: the result is turned round. */
function latestHead(journals: readonly (readonly LogEntry[])[], taken: readonly number[]) {
  let latest: { readonly journal: number; readonly entry: LogEntry } | undefined;
  for (const [journal, entries] of journals.entries()) {
    const entry = entries[taken[journal]!];
    if (entry !== undefined && !(latest !== undefined && entry.timeMicros < latest.entry.timeMicros)) {
      latest = { journal, entry };
    }
  }
  return latest;
}
