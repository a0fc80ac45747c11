/** One line of a host's journal. */
export interface LogEntry {
  /** When the host's journal received it, in microseconds since 1970 (UTC). */
  readonly timeMicros: number;
  readonly host: string;
  /** Unit with suffix; the syslog identifier where no unit wrote it (the kernel); undefined where neither is known. */
  readonly unit: string | undefined;
  /** syslog(3): 0 (emerg) to 7 (debug); undefined where the writer gave none. */
  readonly priority: number | undefined;
  /** As the host says it: several lines, control characters and all. */
  readonly message: string;
  /** Its place in the host's journal, for journalctl --cursor. */
  readonly cursor: string;
}

/** What is asked for of every entry; journalctl adds times and the cursor by itself. */
export const entryFields = ['MESSAGE', 'PRIORITY', 'SYSLOG_IDENTIFIER', 'UNIT', '_SYSTEMD_UNIT'] as const;

/** Reads a line of `journalctl --output=json`; undefined when it is none, which no journal writes. */
export function parseEntry(host: string, line: string): LogEntry | undefined {
  const fields = parseObject(line);
  const time = textOf(fields?.__REALTIME_TIMESTAMP);
  const cursor = textOf(fields?.__CURSOR);
  if (fields === undefined || time === undefined || cursor === undefined || !/^\d{1,16}$/.test(time)) return undefined;
  return {
    timeMicros: Number(time),
    host,
    unit: unitOf(fields),
    priority: priorityOf(fields),
    message: textOf(fields.MESSAGE) ?? '',
    cursor,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * systemd itself lives in init.scope and says in UNIT which unit it writes about: "Started nginx.service". Of others
 * UNIT is not believed, they could write anything there; _SYSTEMD_UNIT is the journal's own finding.
 */
function unitOf(fields: Fields): string | undefined {
  const own = textOf(fields._SYSTEMD_UNIT);
  const about = own === 'init.scope' ? textOf(fields.UNIT) : undefined;
  return about ?? own ?? textOf(fields.SYSLOG_IDENTIFIER);
}

function priorityOf(fields: Fields): number | undefined {
  const text = textOf(fields.PRIORITY);
  return text !== undefined && /^[0-7]$/.test(text) ? Number(text) : undefined;
}

/**
 * systemd's JOURNAL_EXPORT_FORMATS: a field is a string; a list of bytes where it is not UTF-8 or cannot be printed; a
 * list of these where the entry has it more than once, of which the first one counts.
 */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return value.every(isByte) ? Buffer.from(value).toString('utf8') : textOf(value[0]);
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
