import type { Unit } from '../../../src/overview/panels.ts';

/** A value as people say it, with three digits that matter. */
export function format(value: number | undefined, unit: Unit): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return formats[unit](value);
}

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  perSecond: (value) => `${round(value)}/s`,
  seconds: formatSeconds,
  ratio: (value) => `${round(value * 100)} %`,
  bytesPerSecond: (value) => `${formatBytes(value)}/s`,
  state: (value) => (value >= 1 ? 'yes' : 'no'),
};

function formatSeconds(value: number): string {
  if (value === 0) return '0 s';
  if (value < 1) return `${round(value * 1000)} ms`;
  return `${round(value)} s`;
}

function formatBytes(value: number): string {
  const at = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), byteUnits.length - 1);
  return `${round(value / 1000 ** at)} ${byteUnits[at]}`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

function round(value: number): string {
  const size = Math.abs(value);
  const digits = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return numbers[digits]!.format(value);
}

const numbers = [0, 1, 2].map((digits) => new Intl.NumberFormat('en-GB', { maximumFractionDigits: digits }));

/** `4 min 12 s`, `2 d 3 h`: two units at most. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 1) return '0 s';
  const parts = durationUnits.map(([length, name], at) => {
    const above = durationUnits[at - 1]?.[0];
    return [Math.floor((above === undefined ? whole : whole % above) / length), name] as const;
  });
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(' ');
}

const durationUnits = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;
