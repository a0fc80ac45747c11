import { describe } from 'vitest';
import { probeSubstrate } from '../src/lab/lab.ts';

/** Why machines cannot run here; empty where they can. */
export const why = (await probeSubstrate())
  .filter((problem) => problem.fatal)
  .map(({ reason }) => reason)
  .join('; ');

/** A group of tests that need real machines: where these cannot run it is skipped, by name and with the reason. */
export function describeLab(name: string, tests: () => void): void {
  describe.skipIf(why !== '')(why === '' ? name : `${name} (skipped: ${why})`, tests);
}
