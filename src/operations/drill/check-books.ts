import type { LedgerFindings } from '../../drills/measurement.ts';
import { checkLedger, type LedgerSums, sortWrites } from '../../load/check-ledger.ts';
import type { LedgerReading } from '../../load/read-ledger.ts';
import type { RequestRecord } from '../../load/request-record.ts';

/** What the ledger says after a load, held against what the users were told. */
export interface CheckedBooks {
  /** Undefined: the ledger could not be asked. */
  readonly findings: LedgerFindings | undefined;
  /** Sentences that name the transfers. */
  readonly troubles: readonly string[];
}

/** So many keys of transfers are named in a sentence; their number is said anyway. */
const KEYS_NAMED_MAX = 5;

/** Asks the ledger for the transfers of the load and compares them with the records of the requests. */
export async function checkBooks(
  records: readonly RequestRecord[],
  sumBefore: LedgerSums,
  ask: () => Promise<LedgerReading>,
): Promise<CheckedBooks> {
  let reading: LedgerReading;
  try {
    reading = await ask();
  } catch (error) {
    return { findings: undefined, troubles: [`${error instanceof Error ? error.message : String(error)}.`] };
  }
  const { acknowledged, unknown } = sortWrites(records);
  const verdict = checkLedger({ acknowledged, unknown, found: reading.found, sumBefore, sumAfter: reading.sums });
  return {
    findings: verdict,
    troubles: [
      ...naming(verdict.lost, 'were acknowledged and are not in the ledger'),
      ...naming(verdict.duplicates, 'are in the ledger more than once'),
    ],
  };
}

function naming(keys: readonly string[], what: string): string[] {
  if (keys.length === 0) return [];
  const more = keys.length > KEYS_NAMED_MAX ? ', …' : '';
  return [`${keys.length} transfers ${what}: ${keys.slice(0, KEYS_NAMED_MAX).join(', ')}${more}.`];
}
