const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * When lines begin to be of interest, in microseconds since 1970; undefined when the text says nothing of it. `10m`, `2h`,
 * `3d` before now; `today` and `yesterday`, and a date with or without a time, in UTC.
 */
export function parseSince(text: string, now: Date): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return (now.getTime() - Number(amount) * unitsMs[unit]!) * 1_000;
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  if (text === 'today') return midnight * 1_000;
  if (text === 'yesterday') return (midnight - unitsMs.d!) * 1_000;
  const [, date, time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?Z?$/.exec(text) ?? [];
  const parsed = date === undefined ? Number.NaN : Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  return Number.isNaN(parsed) ? undefined : parsed * 1_000;
}
