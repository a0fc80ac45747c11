import type { Problem } from '../problems/problem.ts';
import type { WrittenApp } from './app-schema.ts';
import { checkLimits } from './check-limits.ts';
import type { ReadPathLimits } from './limits-schema.ts';
import type { Limits, RequestLimits } from './model.ts';

/** Silence of an application that users wait through where nothing else is declared. */
const responseTimeoutMs = 30_000;
/** A larger body would cost the disk of a web host, and the application could refuse it only when all of it has come. */
const bufferedByDefaultBytesMax = 64 * 1_024 ** 2;

/**
 * What requests may cost, complete: a path has what it does not say from the whole application, and that from defaults.
 * @param place the path that the application has of its hostname
 */
export function readLimits(
  app: WrittenApp,
  place: string,
  bodyBytesMax: number,
): { limits: Limits; problems: readonly Problem[] } {
  const { drainTimeout, paths, tunnelTimeout, ...whole } = app.limits;
  const request = complete(whole, {
    bodyBytesMax,
    responseBuffering: true,
    responseTimeoutSeconds: responseTimeoutMs / 1_000,
  });
  const limits: Limits = {
    tunnelTimeoutSeconds: tunnelTimeout / 1_000,
    drainTimeoutSeconds: drainTimeout / 1_000,
    request,
    paths: Object.entries(paths)
      .map(([path, own]) => ({ path, ...complete({ ...own, requestBuffering: bufferingOf(own, whole) }, request) }))
      .sort((one, other) => (one.path < other.path ? -1 : 1)),
  };
  return { limits, problems: checkLimits(app, place, limits) };
}

function complete(own: ReadPathLimits, outer: Omit<RequestLimits, 'requestBuffering'>): RequestLimits {
  const bodyBytesMax = own.requestBody ?? outer.bodyBytesMax;
  return {
    bodyBytesMax,
    requestBuffering: own.requestBuffering ?? bodyBytesMax <= bufferedByDefaultBytesMax,
    responseBuffering: own.responseBuffering ?? outer.responseBuffering,
    responseTimeoutSeconds:
      own.responseTimeout === undefined ? outer.responseTimeoutSeconds : own.responseTimeout / 1_000,
  };
}

/** A path with a body of its own decides anew; what was said of other bodies was not said of this one. */
function bufferingOf(own: ReadPathLimits, whole: ReadPathLimits): boolean | undefined {
  return own.requestBuffering ?? (own.requestBody === undefined ? whole.requestBuffering : undefined);
}
