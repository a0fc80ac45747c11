import { type Contest, timeAnsible, timeSmartx, timeSsh, type Variant } from './contestants.ts';

/** Seconds, one of each per round: what stands at the same place was measured together. */
export interface Samples {
  readonly ssh: readonly number[];
  readonly smartxIdle: readonly number[];
  readonly ansibleIdle: readonly number[];
  readonly smartxChange: readonly number[];
  readonly ansibleChange: readonly number[];
}

/**
 * Measures in turn, and the other way round in every second round. In a round one of the two changes a file on every
 * host, everybody finds nothing to do then, and the other one changes the file back: so both do both directions.
 * The hosts begin as declared.
 */
export async function measure(contest: Contest, rounds: number): Promise<Samples> {
  const samples = { ssh: [], smartxIdle: [], ansibleIdle: [], smartxChange: [], ansibleChange: [] } as Writable;
  for (let round = 0; round < rounds; round++) {
    const smartx = async (variant: Variant) =>
      samples.smartxChange.push(await timeSmartx(contest, variant, 'every host'));
    const ansible = async (variant: Variant) =>
      samples.ansibleChange.push(await timeAnsible(contest, variant, 'every host'));
    const idle = [
      async (_: Variant) => samples.ssh.push(await timeSsh(contest)),
      async (variant: Variant) => samples.smartxIdle.push(await timeSmartx(contest, variant, 'nothing')),
      async (variant: Variant) => samples.ansibleIdle.push(await timeAnsible(contest, variant, 'nothing')),
    ];
    // After Ansible has reloaded a unit Smartx reloads it once more, because it cannot know; so its idle run never
    // comes right after Ansible's change.
    if (round % 2 === 0) {
      await smartx('changed');
      for (const one of idle) await one('changed');
      await ansible('declared');
    } else {
      await ansible('changed');
      await smartx('declared');
      for (const one of idle.toReversed()) await one('declared');
    }
  }
  return samples;
}

type Writable = { readonly [Name in keyof Samples]: number[] };
