import type { DrillPhases } from '../../src/drills/measurement.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';

/** A load whose every number is known. Nothing is random: what looks so comes from the number of the request. */
export interface RiggedLoad {
  readonly seconds: number;
  /** Requests a second; tenths of them are static 2, read 5, write 3. */
  readonly rate: number;
  /** From and to, milliseconds: what is due then gets this outcome, after this time. */
  readonly troubles: readonly Trouble[];
}

export interface Trouble {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kinds?: readonly RequestRecord['kind'][];
  /** `held`: all of them are answered at the end of the trouble. */
  readonly outcome: RequestRecord['outcome'] | 'held';
  readonly takesMs?: number;
}

const kinds = ['read', 'write', 'static', 'read', 'write', 'read', 'static', 'read', 'write', 'read'] as const;

export function rigLoad({ seconds, rate, troubles }: RiggedLoad): RequestRecord[] {
  return Array.from({ length: seconds * rate }, (_, index) => {
    const kind = kinds[index % kinds.length]!;
    const dueMs = (index * 1000) / rate;
    const trouble = troubles.find(
      ({ fromMs, toMs, kinds: hit }) => dueMs >= fromMs && dueMs < toMs && (hit?.includes(kind) ?? true),
    );
    return { ...recordOf(kind, dueMs, index), ...outcomeOf(trouble, dueMs, quickMs(kind, index)) };
  });
}

function recordOf(kind: RequestRecord['kind'], dueMs: number, index: number): RequestRecord {
  return {
    dueMs,
    endMs: dueMs,
    kind,
    connection: index % 2 === 0 ? 'new' : 'kept',
    outcome: 'ok',
    status: 200,
    key: kind === 'write' ? `drill-rigged-${index}` : undefined,
    resent: false,
    servedBy: undefined,
  };
}

function outcomeOf(trouble: Trouble | undefined, dueMs: number, quick: number) {
  if (trouble === undefined) return { endMs: dueMs + quick };
  if (trouble.outcome === 'held') return { endMs: trouble.toMs + quick };
  return { outcome: trouble.outcome, status: undefined, endMs: dueMs + (trouble.takesMs ?? 5) };
}

/** Static pages 2 ms and more, reads 4, writes 9; the more, the rarer. */
function quickMs(kind: RequestRecord['kind'], index: number): number {
  const slow = ((index * 7919) % 101) / 100;
  return { static: 2, read: 4, write: 9 }[kind] * (1 + slow ** 6 * 6);
}

export const riggedPhases: DrillPhases = {
  faultAtMs: 10_000,
  healedAtMs: 25_000,
  redundantAtMs: 31_500,
  endMs: 36_500,
};

/** The primary's machine is lost: writes fail at once for 6 s, reads are held for half a second. */
export const primaryLost: RiggedLoad = {
  seconds: 36,
  rate: 50,
  troubles: [
    { fromMs: 10_000, toMs: 10_500, kinds: ['read'], outcome: 'held' },
    { fromMs: 10_000, toMs: 12_000, kinds: ['write'], outcome: 'timeout', takesMs: 2_500 },
    { fromMs: 12_000, toMs: 16_000, kinds: ['write'], outcome: 'serverError' },
  ],
};
