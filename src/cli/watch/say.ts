/** `12 s`, `5 min`, `3 h`, `2 d`: roughly how long ago. */
export function sayAge(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  if (whole < 7_200) return `${Math.round(whole / 60)} min`;
  return whole < 172_800 ? `${Math.round(whole / 3_600)} h` : `${Math.floor(whole / 86_400)} d`;
}

/** `0.2`, `9.5`, `120`, `1.2k`. */
export function sayRate(perSecond: number): string {
  if (perSecond === 0) return '0';
  if (perSecond < 99.95) return perSecond.toFixed(1);
  return perSecond < 9_999.5 ? String(Math.round(perSecond)) : `${(perSecond / 1_000).toFixed(1)}k`;
}

/** `0 %`, `0.03 %`, `12 %`. */
export function sayShare(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0 || percent >= 9.95) return `${Math.round(percent)} %`;
  return `${percent.toFixed(percent < 0.995 ? 2 : 1)} %`;
}
