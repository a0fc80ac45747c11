import { setTimeout as sleep } from 'node:timers/promises';

const WINDOW_MS = 10_000;

/** Unset: as fast as it can. A load balancer that counts requests needs less than it refuses. */
const perWindowMax = Number(process.env.LEDGER_REQUESTS_PER_10_SECONDS || Number.POSITIVE_INFINITY);
if (!(perWindowMax >= 1)) throw new Error('LEDGER_REQUESTS_PER_10_SECONDS is not a number from 1');

/** When the latest requests were sent, oldest first; at most one window of them. */
const sentAt: number[] = [];
let queue: Promise<void> = Promise.resolve();

/** Resolves when one more request may be sent; in the order of the calls. */
export function admit(): Promise<void> {
  queue = queue.then(waitForRoom);
  return queue;
}

async function waitForRoom(): Promise<void> {
  if (sentAt.length >= perWindowMax) await sleep(Math.max(0, sentAt.shift()! + WINDOW_MS - performance.now()));
  if (perWindowMax < Number.POSITIVE_INFINITY) sentAt.push(performance.now());
}
