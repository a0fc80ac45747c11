/** Labels of an axis of time: hours of the day, and the day where it changes or where only days are told apart. */
export function sayTimes(seconds: readonly number[]): string[] {
  const step = (seconds[1] ?? 0) - (seconds[0] ?? 0);
  return seconds.map((at, index) => {
    const when = new Date(at * 1000);
    const before = seconds[index - 1];
    const isNewDay = before !== undefined && new Date(before * 1000).getDate() !== when.getDate();
    if (step >= 86_400 || isNewDay) return day.format(when);
    return (step < 60 ? second : minute).format(when);
  });
}

/** `26 Nov, 21:04`: for a moment anywhere on the page. */
export function sayMoment(seconds: number): string {
  return moment.format(new Date(seconds * 1000));
}

export function sayClock(seconds: number): string {
  return second.format(new Date(seconds * 1000));
}

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const minute = new Intl.DateTimeFormat('en-GB', clock);
const second = new Intl.DateTimeFormat('en-GB', { ...clock, second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...clock });
