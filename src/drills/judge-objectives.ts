import type { Measurement } from './measurement.ts';
import type { Objective } from './objective.ts';
import { sayDuration } from './say-duration.ts';

/** An objective and what came of it. Part of the `--json` document. */
export interface ObjectiveVerdict {
  readonly objective: Objective;
  /** Of the objective, in its unit: milliseconds or a count. */
  readonly limit: number;
  /** Null: there is no measurement, and what was not measured is not met. */
  readonly measured: number | null;
  readonly met: boolean;
  /** For people: `The longest time without a successful write was 6.2 s (8 s allowed).` */
  readonly sentence: string;
}

/** Holds a measurement against each objective, in their order. A limit that is just reached is met. */
export function judgeObjectives(
  objectives: readonly Objective[],
  measurement: Measurement,
): readonly ObjectiveVerdict[] {
  return objectives.map((objective) => {
    const { measured, sentence } = hold(objective, measurement);
    const met = measured !== null && measured <= objective.limit;
    return { objective, limit: objective.limit, measured, met, sentence };
  });
}

interface Held {
  readonly measured: number | null;
  readonly sentence: string;
}

function hold(objective: Objective, measurement: Measurement): Held {
  switch (objective.kind) {
    case 'longestGapMsMax':
      return holdGap(objective, measurement);
    case 'failedMax':
      return holdFailed(objective, measurement);
    case 'writesLostMax':
      return holdLost(measurement);
    case 'duplicatesMax':
      return holdDuplicates(measurement);
    case 'primariesMax':
      return holdPrimaries(measurement);
  }
}

function holdGap({ of, limit }: Extract<Objective, { kind: 'longestGapMsMax' }>, measurement: Measurement): Held {
  const gap = of === 'all' ? measurement.longestGap : measurement.kinds[of].longestGap;
  const what = of === 'all' ? 'request' : of;
  if (gap === null) return { measured: null, sentence: `There was no ${what} to measure.` };
  const lasting = gap.ended ? '' : ', and none came after it';
  return {
    measured: gap.ms,
    sentence: `The longest time without a successful ${what} was ${sayDuration(gap.ms)}${lasting} (${sayDuration(limit)} allowed).`,
  };
}

function holdFailed({ of, limit }: Failed, measurement: Measurement): Held {
  const { requests, failed } = failedOf(of, measurement);
  const { one, many } = failedNames[of];
  if (requests === 0) return { measured: null, sentence: `There was no ${one} to measure.` };
  const allowed = limit === 0 ? 'none' : `${limit}`;
  return { measured: failed, sentence: `${countOf(failed, one, many)} failed (${allowed} allowed).` };
}

type Failed = Extract<Objective, { kind: 'failedMax' }>;

function failedOf(of: Failed['of'], { requests, failed, failedIdempotent, kinds }: Measurement) {
  if (of === 'all') return { requests, failed };
  return of === 'idempotent' ? { requests, failed: failedIdempotent } : kinds[of];
}

const failedNames: Readonly<Record<Failed['of'], { readonly one: string; readonly many: string }>> = {
  all: { one: 'request', many: 'requests' },
  idempotent: { one: 'request that is safe to repeat', many: 'requests that are safe to repeat' },
  read: { one: 'read', many: 'reads' },
  static: { one: 'static page', many: 'static pages' },
};

function holdLost({ writes: { lost, acknowledged } }: Measurement): Held {
  if (lost === null) return { measured: null, sentence: 'The ledger could not be asked for the acknowledged writes.' };
  if (acknowledged === 0) return { measured: null, sentence: 'No write was acknowledged, so none could be lost.' };
  const sentence =
    lost === 0
      ? `None of ${acknowledged} acknowledged writes was lost (none allowed).`
      : `${lost} of ${acknowledged} acknowledged writes lost (none allowed).`;
  return { measured: lost, sentence };
}

function holdDuplicates({ writes: { duplicates } }: Measurement): Held {
  if (duplicates === null) return { measured: null, sentence: 'The ledger could not be asked for duplicates.' };
  return {
    measured: duplicates,
    sentence: `${countOf(duplicates, 'write is', 'writes are')} in the ledger twice (none allowed).`,
  };
}

function holdPrimaries({ primariesMax }: Measurement): Held {
  if (primariesMax === null) return { measured: null, sentence: 'Nobody watched how many members take writes.' };
  const members = primariesMax === 1 ? 'one member' : `${primariesMax} members`;
  return { measured: primariesMax, sentence: `At most ${members} took writes at the same time (one allowed).` };
}

/** `No write`, `1 write`, `3 writes`. */
function countOf(count: number, one: string, many: string): string {
  return count === 0 ? `No ${one}` : `${count} ${count === 1 ? one : many}`;
}
