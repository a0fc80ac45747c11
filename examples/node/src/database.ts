import { sql } from 'kysely';
import type { DatabaseConfig } from './database-config.ts';
import { classifyDatabaseError } from './database-errors.ts';
import { hedge } from './hedge.ts';
import { type Ledger, openLedger } from './open-ledger.ts';
import { watchPrimary } from './primary-watch.ts';
import { retry } from './retry.ts';

export type { Ledger };

/** Who answered a read. What a secondary says may be a moment behind. */
export type Source = 'primary' | 'secondary';

export interface Database {
  /**
   * Runs `work` on the primary, and runs it again when the database was in the way (deadlock, lost connection, a new
   * primary). After a lost connection nobody knows whether the commit went through, so `work` must be safe to repeat:
   * reads are, and writes are when they carry an idempotency key.
   */
  run<Result>(work: (ledger: Ledger) => Promise<Result>): Promise<Result>;
  /**
   * Runs a `work` that only reads: on the primary, and when that is late or gone, on a secondary too. So reads see
   * every write before them, and go on while there is no primary.
   */
  read<Result>(work: (ledger: Ledger) => Promise<Result>): Promise<{ result: Result; source: Source }>;
  /** Reads one row of the ledger, over connections of its own: a busy pool is not a broken one. */
  probe(): Promise<Source>;
  close(): Promise<void>;
}

const STATEMENT_LIMIT_MS = 5_000;
/**
 * A planned switchover takes about 1 s, an unplanned failover 7 to 8 s: this hides both from who writes. Those who waited
 * for it then come all at once and are in each other's way for a while.
 */
const WRITE_LIMIT_MS = 9_000;
/** Only when no member of the database answers does a read have to be tried again. */
const READ_LIMIT_MS = 3_000;
/** Who takes longer to answer a read is given a rival: it may be gone without a word. */
const LATE_MS = 200;
/** How soon a new primary is noticed while there is none. */
const LOOK_EVERY_MS = 100;
/** Reads that a secondary answers are short, and for most of the time there are none. */
const SECONDARY_CONNECTIONS_MAX = 5;
export const PROBE_LIMIT_MS = 1_000;

/** Opens no connection yet: the first statement does, so that the application starts while the database is away. */
export function openDatabase(config: DatabaseConfig): Database {
  const serving = openPair(config, config.poolSize, STATEMENT_LIMIT_MS);
  const probing = openPair(config, 1, PROBE_LIMIT_MS);
  const watch = watchPrimary(() => takesWrites(serving.primary), {
    everyMs: LOOK_EVERY_MS,
    limitMs: WRITE_LIMIT_MS,
  });
  const noticing = async <Result>(ledger: Ledger, work: (ledger: Ledger) => Promise<Result>): Promise<Result> => {
    try {
      return await work(ledger);
    } catch (error) {
      if (ledger === serving.primary && classifyDatabaseError(error) === 'connection') watch.missed();
      throw error;
    }
  };
  return {
    run: (work) =>
      retry(async () => {
        await watch.present();
        return noticing(serving.primary, work);
      }, writePatienceMs),
    read: (work) => retry(() => readFrom(serving, watch.away, (ledger) => noticing(ledger, work)), readPatienceMs),
    probe: async () => (await readFrom(probing, watch.away, readOneRow)).source,
    close: async () => {
      await Promise.all([serving.close(), probing.close()]);
    },
  };
}

function writePatienceMs(error: unknown): number {
  return ['connection', 'contention'].includes(classifyDatabaseError(error)) ? WRITE_LIMIT_MS : 0;
}

function readPatienceMs(error: unknown): number {
  return writePatienceMs(error) > 0 ? READ_LIMIT_MS : 0;
}

async function takesWrites(ledger: Ledger): Promise<boolean> {
  const { rows } = await sql<{ readOnly: number }>`select @@global.super_read_only as readOnly`.execute(ledger);
  return rows[0]?.readOnly === 0;
}

function readOneRow(ledger: Ledger): Promise<unknown> {
  return sql`select id from accounts limit 1`.execute(ledger);
}

/** The primary, and beside it a secondary where there is one. */
interface Pair {
  readonly primary: Ledger;
  readonly secondary: Ledger | undefined;
  close(): Promise<unknown>;
}

function openPair(config: DatabaseConfig, connections: number, statementMs: number): Pair {
  const primary = openLedger(config, connections, statementMs);
  const secondary =
    config.secondary &&
    openLedger({ ...config, ...config.secondary }, Math.min(connections, SECONDARY_CONNECTIONS_MAX), statementMs);
  return {
    primary: primary.ledger,
    secondary: secondary?.ledger,
    close: () => Promise.all([primary.close(), secondary?.close()]),
  };
}

/** Reads from the primary, helped by a secondary when it is late or broken; the other way round when it is `away`. */
async function readFrom<Result>(
  { primary, secondary }: Pair,
  away: boolean,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<{ result: Result; source: Source }> {
  const fromPrimary = async () => ({ result: await work(primary), source: 'primary' as const });
  if (secondary === undefined) return fromPrimary();
  const fromSecondary = async () => ({ result: await work(secondary), source: 'secondary' as const });
  const [first, second] = away ? [fromSecondary, fromPrimary] : [fromPrimary, fromSecondary];
  const helps = (error: unknown) => ['busy', 'connection'].includes(classifyDatabaseError(error));
  return await hedge<{ result: Result; source: Source }>({ first, second, afterMs: LATE_MS, helps });
}
