import { parseDuration } from './duration.ts';
import { bad, good, type Reading, show } from './reading.ts';
import { checkSizeMin } from './size.ts';

const windowSeconds = 10;

/** Requests per client address in ten seconds; `false` reads as no limit, undefined. */
export function parseRateLimit(value: unknown): Reading<{ requestsPer10s: number | undefined }> {
  if (value === false) return good({ requestsPer10s: undefined });
  const { requests, per, ...rest } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (!isCount(requests) || Object.keys(rest).length > 0) return rateFlaw(`${show(value)} is not a rate limit.`);
  const window = parseDuration(per, { minMs: 1_000, maxMs: 3_600_000 });
  if (!window.ok) return rateFlaw(`\`per\` of the rate limit is wrong: ${window.flaw.reason}`);
  const requestsPer10s = Math.floor((requests * windowSeconds * 1_000) / window.value);
  if (requestsPer10s >= 1) return good({ requestsPer10s });
  return rateFlaw(`${requests} requests per ${show(per)} is less than one in ${windowSeconds} seconds.`);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000_000;
}

function rateFlaw(reason: string): Reading<never> {
  return bad('RATE_LIMIT_INVALID', reason, "Write { requests: 200, per: '10s' }, or false for no limit.");
}

/** Milliseconds. RFC 9568 section 5.2.7 counts hundredths of a second in twelve bits. */
export function parseAdvertInterval(value: unknown): Reading<number> {
  return parseDuration(value, { minMs: 10, maxMs: 40_000, stepMs: 10 });
}

const dayMs = 86_400_000;

/** Whole days, 1 to 3,650. */
export function parseRetentionDays(value: unknown): Reading<number> {
  const retention = parseDuration(value, { minMs: dayMs, maxMs: 3_650 * dayMs, stepMs: dayMs });
  return retention.ok ? good(retention.value / dayMs) : retention;
}

const memoryBytesMin = 32 * 1_024 ** 2;

/** Of InnoDB; below 32 MiB MySQL 9 starts, and then spends its time on reading pages again. */
export function checkBufferPool(size: Reading<number>): Reading<number> {
  return checkSizeMin(size, {
    bytesMin: memoryBytesMin,
    code: 'BUFFER_POOL_TOO_SMALL',
    whatFor: 'of buffer pool are too little to work with',
  });
}

const metricsBytesMin = 512 * 1_024 ** 2;

/** Prometheus keeps what it measured last in a log beside its blocks, which alone may take some hundred MiB. */
export function checkMetricsSize(size: Reading<number>): Reading<number> {
  return checkSizeMin(size, {
    bytesMin: metricsBytesMin,
    code: 'METRICS_SIZE_TOO_SMALL',
    whatFor: 'are too little for the measurements of a day',
  });
}
