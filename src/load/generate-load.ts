import { setTimeout as sleep } from 'node:timers/promises';
import { openConnections } from './connections.ts';
import type { LoadConfig } from './load-config.ts';
import type { RequestRecord } from './request-record.ts';
import { sendRequest, unsentRecord } from './send-request.ts';
import { dueMs, requestAt, requestCount } from './timetable.ts';

/** What the generator says of itself at the end: whether its figures can be trusted. */
export interface LoadSummary {
  readonly requests: number;
  /** Of these, how many it could not send because too many were in flight. */
  readonly unsent: number;
  /** Most requests in flight at once. */
  readonly inFlightMax: number;
  /** The longest time by which the generator itself was late to send a request; it is part of that request's latency. */
  readonly lateMsMax: number;
  /** From the first request that was due to the last outcome, milliseconds. */
  readonly lastedMs: number;
  /** Time of processors that the generator used, milliseconds. */
  readonly cpuMs: number;
}

export interface Generating {
  /** Milliseconds since the load began; only goes forward. */
  readonly now: () => number;
  readonly onRecord: (record: RequestRecord) => void;
  /** Aborted: no request is begun any more, those in flight are finished. */
  readonly stop: AbortSignal;
  /** Requests in flight at once, at most; 2000 without it. */
  readonly inFlightLimit?: number;
}

/** Bounds memory and files. Nobody waits longer than the timeout, so that only a load of 400/s and more can reach it. */
const defaultInFlightLimit = 2_000;

/** Sends the load by its timetable, and returns when every request has its outcome. */
export async function generateLoad(config: LoadConfig, generating: Generating): Promise<LoadSummary> {
  const { now, onRecord, stop, inFlightLimit = defaultInFlightLimit } = generating;
  const connections = openConnections(config.site, config.visitors, now);
  const inFlight = new Set<Promise<void>>();
  const count = requestCount(config);
  const begunCpu = process.cpuUsage();
  let next = 0;
  let unsent = 0;
  let inFlightMax = 0;
  let lateMsMax = 0;

  const begin = (n: number) => {
    const planned = requestAt(config, n);
    lateMsMax = Math.max(lateMsMax, now() - planned.dueMs);
    if (inFlight.size >= inFlightLimit) {
      unsent += 1;
      return onRecord(unsentRecord(planned, now()));
    }
    const again = connections.fresh(n);
    // Every second request is a visitor's; halved, so that all visitors get their turn.
    const connection = planned.connection === 'new' ? again : connections.kept(n >> 1);
    const sent = sendRequest(planned, { connection, again, timeoutMs: config.site.requestTimeoutMs, now })
      .then(onRecord)
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
    inFlightMax = Math.max(inFlightMax, inFlight.size);
  };

  while (next < count && !stop.aborted) {
    for (; next < count && dueMs(config.ratePerSecond, next) <= now(); next += 1) begin(next);
    if (next < count) await untilDue(dueMs(config.ratePerSecond, next) - now(), stop);
  }
  await Promise.all(inFlight);
  connections.close();
  const { user, system } = process.cpuUsage(begunCpu);
  return { requests: next, unsent, inFlightMax, lateMsMax, lastedMs: now(), cpuMs: (user + system) / 1_000 };
}

async function untilDue(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal: stop }).catch(() => undefined);
}
