import { clientCommand } from '../../../src/lab/lab.ts';
import { askLedger } from '../../../src/load/ask-ledger.ts';
import { defaultRequestTimeoutMs, type Site } from '../../../src/load/load-config.ts';
import type { RequestKind, RequestRecord } from '../../../src/load/request-record.ts';
import { startLoad } from '../../../src/load/start-load.ts';
import { type CheckedBooks, checkBooks } from '../../../src/operations/drill/check-books.ts';
import { eventually } from '../cli.ts';
import { type Ledger, sites, type ThreeLedgers } from './three-ledgers.ts';

/** Of each of the three, in turns a read and a write: gentle on two cores that run all machines. */
const REQUESTS_PER_SECOND = 10;
const mix = ['read', 'write'] as const;
/** It ends by itself, whoever forgets it. */
const LOAD_SECONDS_MAX = 300;
const VISITORS = 4;
/** Ends a hang, and measures nothing. */
const SERVED_LIMIT_MS = 90_000;

export interface LedgerLoad {
  /** Resolves when requests of each kind have succeeded that were sent after the call. */
  readonly servesFromNow: () => Promise<void>;
  /** Ends it, and holds the ledger against what its users were told, as a drill does. */
  readonly settle: () => Promise<{ readonly records: readonly RequestRecord[]; readonly books: CheckedBooks }>;
  /** Ends it, whatever has become of the ledger. */
  readonly stop: () => void;
}

/** The load of a drill, for one of the three. */
export async function startLedgerLoad({ lab, platform }: ThreeLedgers, ledger: Ledger): Promise<LedgerLoad> {
  const site: Site = {
    name: sites[ledger],
    port: 443,
    nameServers: platform.hosts.flatMap(({ roles, publicAddress }) =>
      roles.includes('dns') ? (publicAddress ?? []) : [],
    ),
    authorityFile: platform.caFile,
    sourceAddresses: [],
    requestTimeoutMs: defaultRequestTimeoutMs,
  };
  const run = `three${ledger}`;
  const wrap = (argv: readonly string[]) => clientCommand(lab, argv);
  const ask = () => askLedger(site, run, wrap);
  const { accounts, sums } = await ask();
  const records: RequestRecord[] = [];
  const timing = { ratePerSecond: REQUESTS_PER_SECOND, secondsMax: LOAD_SECONDS_MAX, visitors: VISITORS };
  const load = await startLoad({
    config: { site, run, accounts, mix, ...timing },
    wrap,
    onRecord: (record) => records.push(record),
  });
  return {
    servesFromNow: async () => {
      const from = load.now();
      const isServed = (kind: RequestKind) =>
        records.some((record) => record.kind === kind && record.outcome === 'ok' && record.dueMs > from);
      const look = async () => (mix.every(isServed) ? true : undefined);
      await eventually(`reads and writes of ${ledger}`, SERVED_LIMIT_MS, look);
    },
    settle: async () => {
      load.stop();
      await load.ended;
      return { records, books: await checkBooks(records, sums, ask) };
    },
    stop: load.stop,
  };
}
