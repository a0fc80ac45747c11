/** Something that was done to the platform, or a drill: a line in every chart. */
export interface Mark {
  /** RFC 3339 in UTC, as all of them are written: in the order of the alphabet. */
  readonly at: string;
  readonly kind: string;
  /** For people, one line: `release 63d97ca5606d on web-1, web-2`. */
  readonly title: string;
  /** Where it concerns one. */
  readonly host?: string;
}

/** Many write marks, and some are newer than who reads them: what cannot be read is undefined. */
export function readMark(entry: unknown): Mark | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { at, kind, title, host } = entry as Readonly<Record<string, unknown>>;
  if (typeof at !== 'string' || !instant.test(at)) return undefined;
  if (typeof kind !== 'string' || typeof title !== 'string') return undefined;
  return { at, kind, title, ...(typeof host === 'string' ? { host } : {}) };
}

/** All of `/marks.json` that can be read, the newest last. */
export function readMarks(document: unknown): readonly Mark[] {
  if (!Array.isArray(document)) return [];
  const marks = document.flatMap((entry) => readMark(entry) ?? []);
  return marks.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
