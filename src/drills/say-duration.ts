/** For people: `0.4 ms`, `12 ms`, `1.52 s`, `12.3 s`, `2 min 5 s`. */
export function sayDuration(ms: number): string {
  if (ms < 9.95) return `${trim(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${trim(seconds.toFixed(2))} s`;
  if (seconds < 99.95) return `${trim(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}

function trim(number: string): string {
  return number.replace(/\.?0+$/, '');
}
