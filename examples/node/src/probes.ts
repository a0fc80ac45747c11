import type { Ledger } from './database.ts';
import { Problem } from './problem.ts';

/**
 * A small value that somebody writes, reads back and removes, to see that the whole way to the disk of the database
 * and back works. It has nothing to do with money and leaves nothing behind.
 */
export interface Probe {
  readonly id: string;
  readonly value: string;
  readonly writtenAt: string;
}

/** What nobody removed is removed by whoever writes after this time, in milliseconds. */
export const PROBE_KEPT_MS = 3_600_000;
/** So that one write never has to clean up for long. */
const FORGOTTEN_PER_WRITE_MAX = 100;

/** Writes the probe, or writes it anew. Safe to repeat. */
export async function writeProbe(ledger: Ledger, id: string, value: string): Promise<Probe> {
  // A whole millisecond is what the column keeps, so that reading gives the same text as writing did.
  const writtenAt = new Date();
  await ledger.transaction().execute(async (tx) => {
    await tx
      .insertInto('probes')
      .values({ id, value, written_at: writtenAt })
      .onDuplicateKeyUpdate({ value, written_at: writtenAt })
      .execute();
    await tx
      .deleteFrom('probes')
      .where('written_at', '<', new Date(writtenAt.getTime() - PROBE_KEPT_MS))
      .limit(FORGOTTEN_PER_WRITE_MAX)
      .execute();
  });
  return { id, value, writtenAt: writtenAt.toISOString() };
}

/** @throws Problem 404 */
export async function readProbe(ledger: Ledger, id: string): Promise<Probe> {
  const row = await ledger.selectFrom('probes').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new Problem(404, 'PROBE_NOT_FOUND', `There is no probe "${id}", or it was removed.`);
  return { id: row.id, value: row.value, writtenAt: row.written_at.toISOString() };
}

/** Removes the probe, and is content when it was gone already. */
export async function removeProbe(ledger: Ledger, id: string): Promise<void> {
  await ledger.deleteFrom('probes').where('id', '=', id).execute();
}
