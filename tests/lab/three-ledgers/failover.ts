import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killMachine } from '../../../src/lab/lab.ts';
import { must } from '../cli.ts';
import { type LedgerLoad, startLedgerLoad } from './ledger-load.ts';
import { ledgers, type ThreeLedgers } from './three-ledgers.ts';

/**
 * The primary hands over, and the next one loses its power, while users of all three read and write. What is asserted must
 * hold on a machine of any speed; how long users wait belongs to drills and to the bench.
 */
export function testFailover(lab: () => ThreeLedgers): void {
  describe('while the primary changes', () => {
    let loads: readonly LedgerLoad[] = [];
    let starts: string;
    const primaryNow = async (): Promise<string> =>
      JSON.parse((await must(lab().smartx('db', 'status', '--json'))).stdout).primary;
    /** Which start of each application it is, on every host, with its main process and its workers. */
    const startsNow = async () => {
      const asked = lab().appHosts.map((host) => must(lab().onHost(host, startsScript)));
      return (await Promise.all(asked)).map(({ stdout }) => stdout).join('\n');
    };
    const allServe = () => Promise.all(loads.map((load) => load.servesFromNow()));

    beforeAll(async () => {
      starts = await startsNow();
      loads = await Promise.all(ledgers.map((ledger) => startLedgerLoad(lab(), ledger)));
      await allServe();
    });

    afterAll(() => {
      for (const load of loads) load.stop();
    });

    it('all three follow it to the member that it hands over to', async () => {
      const before = await primaryNow();
      await must(lab().smartx('db', 'switchover', '--yes'));
      expect(await primaryNow()).not.toBe(before);
      await allServe();
    });

    it('all three follow it when its machine loses its power', async () => {
      await killMachine(lab().lab, await primaryNow());
      await allServe();
    });

    it.each(ledgers.map((ledger, index) => [ledger, index] as const))(
      'nothing that %s acknowledged is lost or done twice, and its books are right',
      async (_, index) => {
        const { records, books } = await loads[index]!.settle();
        expect(books).toEqual({
          findings: { lost: [], duplicates: [], unexpected: [], balanced: true },
          troubles: [],
        });
        expect([...new Set(records.flatMap(({ servedBy }) => servedBy ?? []))].sort()).toEqual(lab().appHosts);
      },
    );

    it('none of them was restarted for it', async () => {
      expect(starts.match(/^[0-9a-f]{32}$/gm)).toHaveLength(ledgers.length * lab().appHosts.length);
      expect(await startsNow()).toBe(starts);
    });
  });
}

const startsScript = `for unit in ${ledgers.map((ledger) => `app-${ledger}`).join(' ')}; do
  systemctl show -P InvocationID -P MainPID "$unit"
  sort -n "/sys/fs/cgroup$(systemctl show -P ControlGroup "$unit")/cgroup.procs"
done`;
