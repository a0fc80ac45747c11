// Reads the ledger as a user does, from where users are:
//   node src/load/ledger.ts <<< '{"site":…,"run":…}'
// It writes a LedgerReading as one line of JSON.
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { wrongSiteFields } from './load-config.ts';
import { readLedger } from './read-ledger.ts';

try {
  const { site, run } = JSON.parse(await text(process.stdin));
  const wrong = wrongSiteFields(site);
  if (wrong.length > 0) throw new Error(`the question to the ledger is wrong in: ${wrong.join(', ')}`);
  writeSync(1, `${JSON.stringify(await readLedger(site, run))}\n`);
} catch (error) {
  writeSync(2, `${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
