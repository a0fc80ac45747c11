import { type RestoreEnd, RestoreFailed } from './restore-failed.ts';

/** What it takes to replace live data, in this order. */
export interface ReplaceSteps {
  /** Whether an earlier restore had shut the application out already, and may have left the data half-way. */
  readonly earlier: boolean;
  shutOut(): Promise<void>;
  /** The name of the backup of what there is now. */
  backUp(): Promise<string>;
  load(): Promise<void>;
  /** Rejects where the loaded data are not those that are wanted. */
  compare(): Promise<void>;
  /** Whomever a restore shut out, an earlier one included. */
  letIn(): Promise<void>;
  /** Takes back what `shutOut` did: who was shut out before stays so. */
  undoShutOut(): Promise<void>;
  /** What a person would type in place of `letIn`. */
  readonly letInByHand: () => readonly string[];
}

/**
 * From the first lock to the last unlock. Returns the name of the backup of what was there.
 * @throws RestoreFailed that says how things were left, whatever fails
 */
export async function replaceInTurn(steps: ReplaceSteps): Promise<string> {
  let before: string;
  try {
    await steps.shutOut();
    before = await steps.backUp();
  } catch (error) {
    throw new RestoreFailed(await leaveAsItWas(steps, reasonOf(error)));
  }
  const found = { before, ...(steps.earlier && { earlier: true as const }) };
  try {
    await steps.load();
    await steps.compare();
  } catch (error) {
    throw new RestoreFailed({ state: 'half-way', reason: reasonOf(error), ...found });
  }
  try {
    await steps.letIn();
  } catch (error) {
    const reason = `the accounts could not be unlocked: ${reasonOf(error)}`;
    throw new RestoreFailed({ state: 'replaced', reason, ...found, letIn: [...steps.letInByHand()] });
  }
  return before;
}

/** Nobody is let into data of which it is not known that they are whole, nor told how to do it by hand. */
async function leaveAsItWas(steps: ReplaceSteps, reason: string): Promise<RestoreEnd> {
  try {
    await steps.undoShutOut();
    return { state: steps.earlier ? 'found-shut-out' : 'let-in-again', reason };
  } catch (error) {
    const both = `${reason}; then the accounts could not be unlocked: ${reasonOf(error)}`;
    if (steps.earlier) return { state: 'found-shut-out', reason: both };
    return { state: 'shut-out', reason: both, letIn: [...steps.letInByHand()] };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
