import type { Output } from './invocation.ts';

/**
 * Makes sure that this machine can run a lab, before anything is built: says all that is missing at once. A lab that
 * already runs has proved it, so nothing is tried then. Warnings go to stderr.
 * @throws Failure
 */
export async function requireLabMachine(environment: string, err: Output): Promise<void> {
  const { labState, probeSubstrate } = await import('../lab/lab.ts');
  if (process.getuid?.() === 0) {
    const { machines } = await labState(environment);
    if (machines.some(({ state }) => state === 'running')) return;
  }
  const problems = await probeSubstrate();
  for (const { fatal, reason, fix } of problems) {
    if (!fatal) err.print(err.paint('yellow', `Note: ${reason}. ${fix}`));
  }
  const fatal = problems.filter((problem) => problem.fatal);
  if (fatal.length === 0) return;
  const { combineFailures, Failure } = await import('../problems/failure.ts');
  const step = 'run a lab on this machine';
  throw combineFailures(
    fatal.map(({ reason, fix: next }) => new Failure({ step, reason, changed: 'Nothing was changed.', next })),
  );
}
