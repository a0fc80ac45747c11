import type { LogEntry } from './parse-entry.ts';

/** Reads a line that a host has sent: see render-sender.ts of rsyslog. Undefined when it is none. */
export function parseCollected(host: string, line: string): LogEntry | undefined {
  const { time, unit, priority, message } = parseObject(line);
  const timeMicros = typeof time === 'string' ? microsOf(time) : undefined;
  if (timeMicros === undefined || typeof message !== 'string') return undefined;
  return {
    timeMicros,
    host,
    unit: typeof unit === 'string' && unit !== '' ? unit : undefined,
    priority: typeof priority === 'number' ? priority : undefined,
    message,
    cursor: '',
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A Date has milliseconds only. */
function microsOf(time: string): number | undefined {
  const [, seconds, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  const ms = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(ms) ? undefined : ms * 1_000 + Number(fraction.padEnd(6, '0'));
}
