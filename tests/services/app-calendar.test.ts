import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cronToCalendars } from '../../src/services/calendar.ts';

describe('cron fields as calendars of systemd', () => {
  test.each([
    ['0 3 * * *', ['*-*-* 03:00:00 UTC']],
    ['*/15 * * * *', ['*-*-* *:00,15,30,45:00 UTC']],
    ['5 0 1 jan *', ['*-01-01 00:05:00 UTC']],
    ['0 9-17/4 * * mon-fri', ['Mon,Tue,Wed,Thu,Fri *-*-* 09,13,17:00:00 UTC']],
    ['0 0 * * 7', ['Sun *-*-* 00:00:00 UTC']],
    ['0 0 * * 0,7', ['Sun *-*-* 00:00:00 UTC']],
    // Both days restricted: either of them is enough for cron.
    ['0 0 13 * 5', ['*-*-13 00:00:00 UTC', 'Fri *-*-* 00:00:00 UTC']],
    // A star with a step counts as unrestricted, so both must match.
    ['0 0 */2 * mon', [`Mon *-*-${oddDays()} 00:00:00 UTC`]],
  ])('%s', (schedule, calendars) => {
    expect(cronToCalendars(schedule)).toEqual(calendars);
  });

  test('a minute matches the calendars exactly when it matches the schedule', () => {
    fc.assert(
      fc.property(schedules, minutes, (schedule, minute) => {
        const runs = cronToCalendars(schedule).some((calendar) => calendarMatches(calendar, minute));
        expect(runs).toBe(cronMatches(schedule, minute));
      }),
      { numRuns: 2_000 },
    );
  });
});

function oddDays(): string {
  return Array.from({ length: 16 }, (_, index) => String(index * 2 + 1).padStart(2, '0')).join(',');
}

/** Ranges of the five fields; Sunday is both 0 and 7. */
const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

function fieldTexts([min, max]: readonly [number, number]): fc.Arbitrary<string> {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const stepped = fc
    .tuple(fc.oneof(fc.constant('*'), range), fc.integer({ min: 1, max }))
    .map(([of, step]) => `${of}/${step}`);
  const part = fc.oneof(fc.constant('*'), value.map(String), range, stepped);
  const list = fc.array(fc.oneof(value.map(String), range), { minLength: 1, maxLength: 4 }).map((all) => all.join(','));
  return fc.oneof(part, list);
}

const schedules = fc.tuple(...ranges.map(fieldTexts)).map((fields) => fields.join(' '));
const minutes = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2032-01-01'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000));

/** Cron's rule, value by value (crontab(5)). */
function cronMatches(schedule: string, at: Date): boolean {
  const [minute, hour, day, month, weekday] = schedule.split(' ') as [string, string, string, string, string];
  const dayMatches = inField(day, at.getUTCDate(), ranges[2]);
  const weekdayMatches = [at.getUTCDay(), at.getUTCDay() === 0 ? 7 : -1].some((one) =>
    inField(weekday, one, ranges[4]),
  );
  const either = !day.startsWith('*') && !weekday.startsWith('*');
  return (
    inField(minute, at.getUTCMinutes(), ranges[0]) &&
    inField(hour, at.getUTCHours(), ranges[1]) &&
    inField(month, at.getUTCMonth() + 1, ranges[3]) &&
    (either ? dayMatches || weekdayMatches : dayMatches && weekdayMatches)
  );
}

function inField(text: string, value: number, [min, max]: readonly [number, number]): boolean {
  return text.split(',').some((part) => {
    const [of = '', step = '1'] = part.split('/');
    const [from, to] = of === '*' ? [min, max] : of.split('-').map(Number);
    return value >= from! && value <= (to ?? from!) && (value - from!) % Number(step) === 0;
  });
}

/** systemd.time(7), as far as the calendars go that are made here. */
function calendarMatches(calendar: string, at: Date): boolean {
  const match = /^(?:([A-Za-z,]+) )?\*-([\d,*]+)-([\d,*]+) ([\d,*]+):([\d,*]+):00 UTC$/.exec(calendar);
  if (match === null) throw new Error(`not of the expected form: ${calendar}`);
  const [, weekdays, month, day, hour, minute] = match;
  const weekday = at.toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' });
  const listed = (list: string, value: number) => list === '*' || list.split(',').map(Number).includes(value);
  return (
    (weekdays === undefined || weekdays.split(',').includes(weekday)) &&
    listed(month!, at.getUTCMonth() + 1) &&
    listed(day!, at.getUTCDate()) &&
    listed(hour!, at.getUTCHours()) &&
    listed(minute!, at.getUTCMinutes())
  );
}
