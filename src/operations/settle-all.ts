import { Failure } from '../problems/failure.ts';

/** What came of work that was done at the same time, each in the order of the work. */
export interface Settled<T> {
  readonly values: readonly T[];
  readonly failures: readonly Failure[];
}

/** Waits for all of it. What is no Failure is our own mistake, and is thrown. */
export async function settleAll<T>(work: readonly Promise<T>[]): Promise<Settled<T>> {
  const results = await Promise.allSettled(work);
  const thrown = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const unexpected = thrown.find((one) => !(one instanceof Failure));
  if (unexpected !== undefined) throw unexpected;
  return {
    values: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    failures: thrown,
  };
}
