import { z } from 'zod';
import type { LimitsDeclaration, PathLimitsDeclaration } from './declaration.ts';
import { parseDuration } from './duration.ts';
import { boolean, type Fields, leaf } from './leaf.ts';
import { bad, type Reading } from './reading.ts';
import { parseSize, renderSize } from './size.ts';

const hourMs = 3_600_000;

const ofRequests = {
  requestBody: leaf(parseBody).optional(),
  requestBuffering: boolean().optional(),
  responseBuffering: boolean().optional(),
  responseTimeout: seconds(1_000, hourMs).optional(),
};

const pathSchema = z.strictObject({ ...ofRequests } satisfies Fields<PathLimitsDeclaration>);

export const limitsSchema = z.strictObject({
  ...ofRequests,
  tunnelTimeout: seconds(10_000, 24 * hourMs).prefault('1h'),
  drainTimeout: seconds(1_000, hourMs).prefault('30s'),
  paths: z.record(z.string(), pathSchema).prefault({}),
} satisfies Fields<LimitsDeclaration>);

export type ReadPathLimits = z.output<typeof pathSchema>;

/** Daemons count in whole seconds here; read as milliseconds. */
function seconds(minMs: number, maxMs: number) {
  return leaf((value) => parseDuration(value, { minMs, maxMs, stepMs: 1_000 }));
}

const bodyBytesMax = 64 * 1_024 ** 3;

function parseBody(value: unknown): Reading<number> {
  const size = parseSize(value);
  if (!size.ok || size.value <= bodyBytesMax) return size;
  const reason = `${renderSize(size.value)} is more than one request should carry.`;
  return bad('REQUEST_BODY_TOO_LARGE', reason, `Write at most '${renderSize(bodyBytesMax)}', and send more in parts.`);
}
