/**
 * Five cron fields (crontab(5), checked before) as OnCalendar= expressions of systemd.time(7), in UTC. Cron runs a job
 * when the day of month *or* the day of week matches, if both are restricted; systemd wants both to match, so that case
 * gives two expressions.
 */
export function cronToCalendars(schedule: string): readonly string[] {
  const [minute, hour, day, month, weekday] = schedule.trim().split(/\s+/) as [string, string, string, string, string];
  const time = `${numbers(hour, hourField)}:${numbers(minute, minuteField)}:00 UTC`;
  const months = numbers(month, monthField);
  const onDays = `*-${months}-${numbers(day, dayField)} ${time}`;
  const onWeekdays = `${weekdays(weekday)}*-${months}-* ${time}`;
  // A field counts as unrestricted when it begins with a star, even one with a step (crontab(5), "Note").
  if (day.startsWith('*') || weekday.startsWith('*')) {
    return [`${weekdays(weekday)}*-${months}-${numbers(day, dayField)} ${time}`];
  }
  return [onDays, onWeekdays].sort();
}

export interface CronCalendar {
  /** Ascending. */
  readonly minutes: readonly number[];
  /** Ascending. */
  readonly hours: readonly number[];
  readonly isDay: (date: { readonly month: number; readonly day: number; readonly weekday: number }) => boolean;
}

/** The same five fields, to be asked. */
export function cronCalendar(schedule: string): CronCalendar {
  const [minute, hour, day, month, weekday] = schedule.trim().split(/\s+/) as [string, string, string, string, string];
  const holds = (text: string, field: CronField) => {
    const values = cronValues(text, field);
    return (value: number) => values === undefined || values.includes(value);
  };
  const [isMonth, isDayOfMonth] = [holds(month, monthField), holds(day, dayField)];
  const isWeekday = holds(weekday, weekdayField);
  const fallsOn = (value: number) => isWeekday(value) || (value === 0 && isWeekday(7));
  const isEither = !day.startsWith('*') && !weekday.startsWith('*');
  return {
    minutes: cronValues(minute, minuteField) ?? range(minuteField),
    hours: cronValues(hour, hourField) ?? range(hourField),
    isDay: (date) => {
      const [byDay, byWeekday] = [isDayOfMonth(date.day), fallsOn(date.weekday)];
      return isMonth(date.month) && (isEither ? byDay || byWeekday : byDay && byWeekday);
    },
  };
}

function range({ min, max }: CronField): readonly number[] {
  return Array.from({ length: max - min + 1 }, (_, index) => min + index);
}

/** The values that a cron field stands for, ascending; undefined for all of them. */
function cronValues(text: string, field: CronField): readonly number[] | undefined {
  if (text === '*') return undefined;
  const values = new Set(text.split(',').flatMap((part) => partValues(part, field)));
  return [...values].sort((left, right) => left - right);
}

interface CronField {
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
}

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const minuteField: CronField = { min: 0, max: 59, words: [] };
const hourField: CronField = { min: 0, max: 23, words: [] };
const dayField: CronField = { min: 1, max: 31, words: [] };
const monthField: CronField = { min: 1, max: 12, words: monthNames };
const weekdayField: CronField = { min: 0, max: 7, words: weekdayNames.map((name) => name.toLowerCase()) };

function numbers(text: string, field: CronField): string {
  const values = cronValues(text, field);
  return values === undefined ? '*' : values.map((value) => String(value).padStart(2, '0')).join(',');
}

/** `Mon,Fri ` with the space that separates it from the date; empty for every day. Both 0 and 7 are Sunday. */
function weekdays(text: string): string {
  const values = cronValues(text, weekdayField);
  if (values === undefined) return '';
  const days = [...new Set(values.map((value) => value % 7))].sort((left, right) => left - right);
  return `${days.map((day) => weekdayNames[day]).join(',')} `;
}

function partValues(part: string, field: CronField): readonly number[] {
  const [range = '', step = '1'] = part.split('/');
  const [first = '', last] = range === '*' ? [String(field.min), String(field.max)] : range.split('-');
  const from = numberOf(first, field);
  const to = last === undefined ? from : numberOf(last, field);
  const values: number[] = [];
  for (let value = from; value <= to; value += Number(step)) values.push(value);
  return values;
}

function numberOf(text: string, field: CronField): number {
  const word = field.words.indexOf(text.toLowerCase());
  return word === -1 ? Number(text) : field.min + word;
}
