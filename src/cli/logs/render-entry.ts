import { stripVTControlCharacters } from 'node:util';
import type { LogEntry } from '../../operations/logs/parse-entry.ts';
import type { Paint } from '../paint.ts';

const hostColours = [
  'cyan',
  'green',
  'magenta',
  'blue',
  'yellow',
  'cyanBright',
  'greenBright',
  'magentaBright',
] as const;
/** syslog(3): LOG_ERR; what is more urgent has a smaller number. */
const ERROR_PRIORITY = 3;
const WARNING_PRIORITY = 4;

/** Renders lines of the journals of these hosts, each host in a colour of its own. */
export function entryRenderer(hosts: readonly string[], paint: Paint): (entry: LogEntry) => string {
  const width = Math.max(0, ...hosts.map((host) => host.length));
  const colours = new Map(hosts.map((host, index) => [host, hostColours[index % hostColours.length]!]));
  return ({ timeMicros, host, unit, priority, message }) => {
    const head = [
      paint('dim', renderTime(timeMicros)),
      paint(colours.get(host) ?? 'cyan', host.padEnd(width)),
      paint('dim', `${plainText(unit ?? 'unknown').replace(/\.service$/, '')}:`),
    ].join(' ');
    const [first = '', ...more] = plainText(message)
      .split('\n')
      .map((line) => paintByPriority(line, priority, paint));
    return [`${head} ${first}`, ...more.map((line) => `    ${line}`)].join('\n');
  };
}

/** For `--json`: one document a line. */
export function entryDocument({ timeMicros, host, unit, priority, message }: LogEntry): string {
  return JSON.stringify({ time: exactTime(timeMicros), host, unit: unit ?? null, priority: priority ?? null, message });
}

/** RFC 3339, UTC, with the microseconds that a Date has not. */
function exactTime(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros % 1_000_000).padStart(6, '0');
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}.${fraction}Z`;
}

function renderTime(micros: number): string {
  return exactTime(micros).replace('T', ' ').slice(0, 23);
}

/** What a host writes must not steer the terminal. */
function plainText(message: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return stripVTControlCharacters(message).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

function paintByPriority(line: string, priority: number | undefined, paint: Paint): string {
  if (priority === undefined || priority > WARNING_PRIORITY) return line;
  return paint(priority <= ERROR_PRIORITY ? 'red' : 'yellow', line);
}
