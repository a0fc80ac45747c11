import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, must } from '../cli.ts';
import { type Sabotage, sabotages, uncheckedHere } from './sabotage.ts';
import { onHost, platform, smartx } from './ten-machines.ts';

interface VerifyDocument {
  readonly promises: readonly { readonly id: string; readonly outcome: string; readonly faults?: readonly string[] }[];
}

/** A platform needs a moment to notice that what was wrong is right again: checks must pass, a zone must be transferred. */
const recoveryLimitMs = 120_000;

/** The checkers are checked: each promise of the default platform is broken on purpose and must be found broken, by name. */
export function testPromises(): void {
  describe('every promise, broken on purpose', () => {
    const verify = async (...options: string[]): Promise<VerifyDocument['promises']> =>
      (JSON.parse((await smartx('verify', '--json', ...options)).stdout) as VerifyDocument).promises;
    let all: readonly Sabotage[] = [];
    let primary = '';

    beforeAll(async () => {
      all = sabotages(platform.virtualAddress);
      primary = await eventually('a primary', recoveryLimitMs, async () => {
        for (const member of ['db-1', 'db-2', 'db-3']) {
          const answer = await onHost(member, 'mysql -NBe "select @@super_read_only"');
          if (answer.stdout.trim() === '0') return member;
        }
        return undefined;
      });
    });

    const hostOf = ({ host }: Sabotage) =>
      host === 'PRIMARY' ? primary : host === 'SECONDARY' ? (primary === 'db-3' ? 'db-2' : 'db-3') : host;

    it('keeps all promises when nothing is broken', async () => {
      const kept = await eventually('a platform that keeps its promises', recoveryLimitMs, nothingBroken);
      const unchecked = kept.filter(({ outcome }) => outcome === 'unchecked').map(({ id }) => id);
      expect(unchecked.sort()).toEqual(Object.keys(uncheckedHere).sort());
    });

    it('has a harm for every promise', async () => {
      const promised = (await verify('--list')).map(({ id }) => id).filter((id) => !(id in uncheckedHere));
      expect([...new Set(all.map(({ breaks }) => breaks))].sort()).toEqual(promised.sort());
    });

    const ids = [...new Set(sabotages('').map(({ breaks }) => breaks))];
    it.each(ids)('%s is found broken', async (id) => {
      const harms = all.filter(({ breaks }) => breaks === id);
      try {
        for (const harm of harms) await must(onHost(hostOf(harm), harm.harm));
        // A scrape or a check may come only after a while.
        const found = await eventually(`${id} broken`, 60_000, async () =>
          (await verify('--only', id)).some((one) => one.id === id && one.outcome === 'broken') ? true : undefined,
        );
        expect(found).toBe(true);
      } finally {
        for (const harm of harms) await must(onHost(hostOf(harm), harm.mend));
      }
    });

    it('keeps all promises again when everything is mended', async () => {
      // A daemon that was stopped and started by hand while its files changed is drift that only an apply can settle.
      await must(smartx('up', '--yes'));
      await eventually('a mended platform', recoveryLimitMs, nothingBroken);
    });

    async function nothingBroken(): Promise<VerifyDocument['promises'] | undefined> {
      const all = await verify();
      const broken = all.filter(({ outcome }) => outcome === 'broken');
      for (const { id, faults = [] } of broken) console.info(`${id}: ${faults.join(' ')}`);
      return broken.length === 0 ? all : undefined;
    }
  });
}
