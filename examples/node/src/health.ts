import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Database, PROBE_LIMIT_MS, type Source } from './database.ts';
import { classifyDatabaseError } from './database-errors.ts';

/** Shared by everything that behaves differently while the process is about to stop. */
export interface Lifecycle {
  draining: boolean;
}

/** From whom the database answers, or why it does not. */
type Readiness = { source: Source } | { reason: string };

/**
 * `/healthz` says that the process is alive; `/readyz` says that it can do its work, within a second. While the group
 * elects a new primary it stays ready: it answers reads, and writes wait for a while.
 *
 * A load balancer asks /readyz. A supervisor that restarts asks /healthz: restarting helps nobody while the database
 * is away.
 */
export function addHealth(app: FastifyInstance, database: Database, lifecycle: Lifecycle): void {
  /** Probes that come while one is under way share its answer. */
  let probe: Promise<Readiness> | undefined;

  app.get('/healthz', async () => ({ status: 'alive' }));

  app.get('/readyz', async (_request, reply) => {
    if (lifecycle.draining) return reply.code(503).send({ status: 'not ready', reason: 'this process is stopping' });
    probe ??= askDatabase(database).finally(() => {
      probe = undefined;
    });
    const readiness = await probe;
    if ('source' in readiness) return { status: 'ready', database: readiness.source };
    return reply.code(503).send({ status: 'not ready', reason: readiness.reason });
  });
}

async function askDatabase(database: Database): Promise<Readiness> {
  const giveUp = new AbortController();
  const silent = { reason: `the database did not answer within ${PROBE_LIMIT_MS} ms` };
  try {
    return await Promise.race([
      database.probe().then((source) => ({ source })),
      sleep(PROBE_LIMIT_MS, silent, { signal: giveUp.signal }),
    ]);
  } catch (error) {
    return { reason: explain(error) };
  } finally {
    giveUp.abort();
  }
}

function explain(error: unknown): string {
  const { errno, message } = error as { errno?: number; message?: string };
  if (errno === 1146) return 'the tables are missing: run node src/migrate.ts';
  if (errno === 3159) return 'the database wants TLS: set DATABASE_CA_FILE';
  if (classifyDatabaseError(error) === 'setup') return 'the database refuses this account: check DATABASE_URL';
  return `the database is not reachable: ${message}`;
}
