import { bad, good, type Reading, show } from './reading.ts';

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The five fields of crontab(5). A word stands for the number `min + its place`. */
const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day of month', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: months },
  { name: 'day of week', min: 0, max: 7, words: weekdays },
];

/** Checks five cron fields and gives them back separated by single blanks. */
export function parseCron(value: unknown): Reading<string> {
  if (typeof value !== 'string') return cronFlaw(`${show(value)} is not a schedule.`);
  const written = value.trim().split(/[ \t]+/);
  if (written.length !== fields.length) {
    return cronFlaw(
      `${show(value)} has ${written.length === 1 ? 'one field' : `${written.length} fields`}, a schedule has five.`,
    );
  }
  for (const [place, field] of fields.entries()) {
    const flaw = fieldFlaw(written[place]!, field);
    if (flaw !== undefined) return cronFlaw(`the ${field.name} of ${show(value)} ${flaw}.`);
  }
  return written[4] === '*' && impossibleDate(written[2]!, written[3]!)
    ? cronFlaw(`${show(value)} never comes: that month has no such day.`)
    : good(written.join(' '));
}

function cronFlaw(reason: string): Reading<never> {
  return bad(
    'CRON_INVALID',
    reason,
    "Write minute, hour, day of month, month and day of week: '0 3 * * *' is every night at three.",
  );
}

function fieldFlaw(text: string, field: Field): string | undefined {
  for (const part of text.split(',')) {
    const match = /^(\*|[a-z0-9]+(?:-[a-z0-9]+)?)(?:\/(\d{1,2}))?$/i.exec(part);
    if (match === null) return `has ${show(part)}`;
    const [, range, step] = match;
    if (step !== undefined && (Number(step) < 1 || Number(step) > field.max)) return `has the step ${step}`;
    if (range === '*') continue;
    const bounds = range!.split('-').map((bound) => numberOf(bound, field));
    if (bounds.some((bound) => bound === undefined))
      return `has ${show(part)}; it goes from ${field.min} to ${field.max}`;
    if (bounds.length === 2 && bounds[0]! > bounds[1]!) return `has ${show(part)}, which runs backwards`;
    // crontab(5): a step follows a star or a range. After a single value it means different things to different crons.
    if (bounds.length === 1 && step !== undefined) return `has ${show(part)}, a step without a range`;
  }
  return undefined;
}

function numberOf(text: string, field: Field): number | undefined {
  const word = field.words.indexOf(text.toLowerCase());
  if (word !== -1) return field.min + word;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.min && value <= field.max ? value : undefined;
}

/** Only plain numbers are looked at: `31 4` and `30 2` never come, unless a weekday is an alternative to them. */
function impossibleDate(day: string, month: string): boolean {
  const daysMax = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const monthNumber = numberOf(month, fields[3]!);
  return /^\d+$/.test(day) && monthNumber !== undefined && Number(day) > daysMax[monthNumber - 1]!;
}
