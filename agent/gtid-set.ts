/** Inclusive numbers of transactions, `from <= to`. */
interface Interval {
  from: number;
  to: number;
}

/**
 * A set of global transaction identifiers: the source's uuid, with `:tag` behind it when the transactions are tagged
 * (MySQL 8.3 and later), to its sorted intervals that neither overlap nor touch.
 */
export type GtidSet = ReadonlyMap<string, readonly Interval[]>;

export const EMPTY_GTID_SET: GtidSet = new Map();

const UUID = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/;
const TAG = /^[a-z_][a-z0-9_]{0,31}$/;
const INTERVAL = /^([1-9][0-9]*)(?:-([1-9][0-9]*))?$/;

/**
 * Parses the text form of a set, such as `uuid:1-3:5,uuid:1-9:tag:1-4`; empty text is the empty set.
 * Throws an error on anything else: a set that was misread could let the wrong member bootstrap.
 * Grammar: MySQL Reference Manual, "GTID Format and Storage".
 */
export function parseGtidSet(text: string): GtidSet {
  const collected = new Map<string, Interval[]>();
  for (const part of text.replace(/\s+/g, '').toLowerCase().split(',')) {
    if (part !== '') parseSource(part, collected);
  }
  return normalise(collected);
}

/** The text form of a set, sorted, as mysqld prints it except that every tag repeats its uuid. */
export function formatGtidSet(set: GtidSet): string {
  return [...set.keys()]
    .sort()
    .map((source) => [source, ...set.get(source)!.map(formatInterval)].join(':'))
    .join(',');
}

/** Everything that is in any of the sets. */
export function unionGtidSets(sets: readonly GtidSet[]): GtidSet {
  const collected = new Map<string, Interval[]>();
  for (const set of sets) {
    for (const [source, intervals] of set) collected.set(source, [...(collected.get(source) ?? []), ...intervals]);
  }
  return normalise(collected);
}

/** What is in `left` and not in `right`. */
export function subtractGtidSets(left: GtidSet, right: GtidSet): GtidSet {
  const rest = new Map<string, Interval[]>();
  for (const [source, intervals] of left) {
    const remaining = intervals.flatMap((interval) => subtractInterval(interval, right.get(source) ?? []));
    if (remaining.length > 0) rest.set(source, remaining);
  }
  return rest;
}

/** Whether `outer` contains every transaction of `inner`. */
export function containsGtidSet(outer: GtidSet, inner: GtidSet): boolean {
  return subtractGtidSets(inner, outer).size === 0;
}

function parseSource(part: string, into: Map<string, Interval[]>): void {
  const [uuid = '', ...fields] = part.split(':');
  if (!UUID.test(uuid) || fields.length === 0) throw new Error(`not a GTID set: ${JSON.stringify(part)}`);
  let source = uuid;
  for (const field of fields) {
    const interval = parseInterval(field);
    if (interval !== undefined) into.set(source, [...(into.get(source) ?? []), interval]);
    else if (TAG.test(field)) source = `${uuid}:${field}`;
    else throw new Error(`not a GTID set: ${JSON.stringify(part)}`);
  }
}

function parseInterval(field: string): Interval | undefined {
  const match = INTERVAL.exec(field);
  if (match === null) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  // Numbers go up to 2^63-2 in mysqld. No group gets near 2^53, and a rounded number would compare wrongly.
  if (from > to || !Number.isSafeInteger(to)) throw new Error(`not a GTID interval: ${JSON.stringify(field)}`);
  return { from, to };
}

function normalise(collected: Map<string, Interval[]>): GtidSet {
  const set = new Map<string, readonly Interval[]>();
  for (const [source, intervals] of collected) set.set(source, mergeIntervals(intervals));
  return set;
}

function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function subtractInterval(interval: Interval, holes: readonly Interval[]): Interval[] {
  const rest: Interval[] = [];
  let next = interval.from;
  for (const hole of holes) {
    if (hole.to < next || hole.from > interval.to) continue;
    if (hole.from > next) rest.push({ from: next, to: hole.from - 1 });
    next = hole.to + 1;
  }
  if (next <= interval.to) rest.push({ from: next, to: interval.to });
  return rest;
}

function formatInterval({ from, to }: Interval): string {
  return from === to ? `${from}` : `${from}-${to}`;
}
