import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Database } from './database.ts';
import type { Lifecycle } from './health.ts';

/**
 * The whole stop, in milliseconds: a write that waits for a new primary gets its answer. systemd's own limit
 * (TimeoutStopSec) should be longer.
 */
const STOP_LIMIT_MS = 12_000;
/** A database that hangs does not keep a process that has answered everybody. */
const CLOSE_DATABASE_LIMIT_MS = 1_000;

interface Stopping {
  readonly server: FastifyInstance;
  readonly database: Database;
  readonly lifecycle: Lifecycle;
  readonly drainMs: number;
}

/**
 * On SIGTERM or SIGINT: say so at /readyz, take requests for `drainMs` more, finish what was accepted, exit 0.
 * Exits 1 when that takes too long. A second SIGINT ends the process at once.
 */
export function stopOnSignals(stopping: Stopping): void {
  const stop = (signal: NodeJS.Signals) => {
    if (stopping.lifecycle.draining) return;
    const log = stopping.server.log;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({ limitMs: STOP_LIMIT_MS }, 'requests are still under way: giving up on them');
      process.exit(1);
    }, STOP_LIMIT_MS);
    stopGracefully(stopping).then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Resolves when every accepted request was answered and no connection is left. */
export async function stopGracefully({ server, database, lifecycle, drainMs }: Stopping): Promise<void> {
  lifecycle.draining = true;
  await sleep(drainMs);
  await server.close();
  await Promise.race([database.close(), sleep(CLOSE_DATABASE_LIMIT_MS)]);
}
