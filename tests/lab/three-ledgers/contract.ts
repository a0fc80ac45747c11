import { join } from 'node:path';
import { describe, it } from 'vitest';
import { must } from '../cli.ts';
import { ledgers, sites, type ThreeLedgers } from './three-ledgers.ts';

const suite = join(import.meta.dirname, '../../../examples/contract');

/** One suite for all three, asked from outside at the same time: through HAProxy and Nginx, whatever is behind them. */
export function testContract(lab: () => ThreeLedgers): void {
  describe('the contract of the ledger', () => {
    it.concurrent.each(ledgers)('is kept by %s', async (ledger) => {
      const { asClient, platform } = lab();
      const variables = [
        `LEDGER_URL=https://${sites[ledger]}`,
        `LEDGER_CA_FILE=${platform.caFile}`,
        `LEDGER_CONNECT=${platform.virtualAddress}`,
      ];
      const tests = ['--test', '--test-isolation=none', '--test-reporter=tap', '*.test.ts'];
      await must(asClient('env', '-C', suite, ...variables, process.execPath, ...tests));
    });
  });
}
