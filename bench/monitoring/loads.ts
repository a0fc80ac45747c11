import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientCommand } from '../../src/lab/lab.ts';
import { defaultVisitors, ledgerMix, type Site } from '../../src/load/load-config.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';
import { startLoad } from '../../src/load/start-load.ts';
import { read } from '../command.ts';

export interface Loaded {
  readonly site: Site;
  readonly lab: string;
  readonly virtualAddress: string;
  /** Accounts of the ledger between which money moves. */
  readonly accounts: readonly number[];
  readonly signal: AbortSignal;
}

/** As many requests a second as are asked for, for so long; `meanwhile` is called when it runs, and when it is to end. */
export async function steadyLoad(
  { site, lab, accounts, signal }: Loaded,
  {
    run,
    ratePerSecond,
    seconds,
    moment,
  }: { run: string; ratePerSecond: number; seconds: number; moment: () => Promise<void> },
): Promise<readonly RequestRecord[]> {
  const records: RequestRecord[] = [];
  const common = { site, run, ratePerSecond, accounts, mix: ledgerMix, visitors: defaultVisitors };
  const load = await startLoad({
    config: { ...common, secondsMax: seconds + 30 },
    wrap: (argv) => clientCommand(lab, argv),
    onRecord: (record) => void records.push(record),
  });
  try {
    await moment();
    await sleep(seconds * 1_000, undefined, { signal });
    await moment();
  } finally {
    load.stop();
  }
  await load.ended;
  return records;
}

/** Answers a second, when so many users ask as fast as they are answered. @throws Error when any request failed */
export async function push(loaded: Loaded, users: number, seconds: number): Promise<number> {
  const { site, lab, virtualAddress, signal } = loaded;
  const words = [site.name, virtualAddress, site.authorityFile ?? '', String(users), String(seconds)];
  const argv = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'push.ts'),
    ...words,
  ];
  const { stdout } = await read(clientCommand(lab, argv), { signal });
  const { answers, failures } = JSON.parse(stdout) as { answers: number; failures: number };
  if (failures > 0) throw new Error(`${failures} of ${answers + failures} requests failed`);
  return answers / seconds;
}
