import { type Contest, timeAnsible, timeSmartx, timeSsh, type Variant } from './contestants.ts';

/** Seconds, one of each per round: what stands at the same place was measured together. */
export interface Samples {
  readonly ssh: readonly number[];
  readonly smartx: Measured;
  readonly plain: Measured;
  readonly tuned: Measured;
}

export interface Measured {
  /** With nothing to do. */
  readonly idle: readonly number[];
  /** One changed file on every host. */
  readonly change: readonly number[];
}

/** How many rounds each one takes part in, from the first one on. */
export interface Rounds {
  /** And `ssh HOST true`. */
  readonly smartx: number;
  readonly tuned: number;
  readonly plain: number;
}

/**
 * Measures in turn, and the other way round in every second round. In a round one after the other changes the same file
 * on every host, to and fro, so that over the rounds each does both directions; then all find nothing to do. Smartx
 * changes last: a unit that somebody else has reloaded it reloads once more, because it cannot know what was loaded.
 * The hosts begin as declared.
 */
export async function measure(contest: Contest, rounds: Rounds): Promise<Samples> {
  const seconds = {
    ssh: [],
    smartx: { idle: [], change: [] },
    plain: { idle: [], change: [] },
    tuned: { idle: [], change: [] },
  } as Collected;
  let variant: Variant = 'declared';
  const flip = () => {
    variant = variant === 'declared' ? 'changed' : 'declared';
    return variant;
  };
  for (let round = 0; round < rounds.smartx; round++) {
    const inTurn = <T>(values: readonly T[]) => (round % 2 === 0 ? values : values.toReversed());
    const playbooks = (['tuned', 'plain'] as const).filter((name) => round < rounds[name]);
    for (const playbook of inTurn(playbooks)) {
      seconds[playbook].change.push(await timeAnsible(contest, playbook, flip(), 'every host'));
    }
    seconds.smartx.change.push(await timeSmartx(contest, flip(), 'every host'));
    for (const who of inTurn(['ssh', 'smartx', ...playbooks] as const)) {
      if (who === 'ssh') seconds.ssh.push(await timeSsh(contest));
      else if (who === 'smartx') seconds.smartx.idle.push(await timeSmartx(contest, variant, 'nothing'));
      else seconds[who].idle.push(await timeAnsible(contest, who, variant, 'nothing'));
    }
  }
  return seconds;
}

type Collected = {
  readonly [Who in keyof Samples]: Samples[Who] extends Measured ? { idle: number[]; change: number[] } : number[];
};
