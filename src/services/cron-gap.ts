import { cronCalendar } from './calendar.ts';

const daySeconds = 86_400;

/**
 * The longest time between two turns of a schedule (five cron fields, checked before), in seconds. Every day of 28 years is
 * looked at, after which dates fall on the same weekdays again.
 */
export function longestGapSeconds(schedule: string): number {
  const { minutes, hours, isDay } = cronCalendar(schedule);
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 3_600 + minute * 60));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const within = times.slice(1).map((time, index) => time - times[index]!);
  const days = daysOfCycle().flatMap((date, index) => (isDay(date) ? [index] : []));
  const betweenDays = days.slice(1).map((day, index) => (day - days[index]!) * daySeconds + first - last);
  // Forty thousand arguments would be too many for one call of Math.max.
  return [...within, ...betweenDays].reduce((longest, gap) => Math.max(longest, gap), 0);
}

interface CycleDate {
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** 2000 to 2027; the first of January 2000 was a Saturday. */
function daysOfCycle(): readonly CycleDate[] {
  const dates: CycleDate[] = [];
  for (let year = 2_000; year < 2_028; year += 1) {
    for (const [index, length] of monthLengths(year).entries()) {
      for (let day = 1; day <= length; day += 1) {
        dates.push({ month: index + 1, day, weekday: (dates.length + 6) % 7 });
      }
    }
  }
  return dates;
}

function monthLengths(year: number): readonly number[] {
  return [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
}
