/** Something that operators did, or a drill: a line in every chart. */
export interface Mark {
  /** Unix seconds. */
  readonly at: number;
  readonly kind: string;
  readonly title: string;
  readonly host?: string;
}

/** `/marks.json` is written by operations on many hosts' behalf: what cannot be read is left out. Sorted by time. */
export function readMarks(document: unknown): readonly Mark[] {
  if (!Array.isArray(document)) return [];
  return document.flatMap(readMark).sort((one, other) => one.at - other.at);
}

function readMark(entry: unknown): Mark[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const { at, kind, title, host } = entry as Record<string, unknown>;
  const seconds = typeof at === 'number' ? at : typeof at === 'string' ? Date.parse(at) / 1000 : Number.NaN;
  if (!Number.isFinite(seconds) || typeof kind !== 'string' || typeof title !== 'string') return [];
  return [{ at: seconds, kind, title, ...(typeof host === 'string' ? { host } : {}) }];
}
