import { type RestoreEnd, RestoreFailed } from './restore-failed.ts';

/** What it takes to replace live data, in this order. */
export interface ReplaceSteps {
  shutOut(): Promise<void>;
  /** The name of the backup of what there is now. */
  backUp(): Promise<string>;
  load(): Promise<void>;
  /** Rejects where the loaded data are not those that are wanted. */
  compare(): Promise<void>;
  letIn(): Promise<void>;
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
  try {
    await steps.load();
    await steps.compare();
  } catch (error) {
    throw new RestoreFailed({ state: 'half-way', reason: reasonOf(error), before });
  }
  try {
    await steps.letIn();
  } catch (error) {
    const reason = `the accounts could not be unlocked: ${reasonOf(error)}`;
    throw new RestoreFailed({ state: 'replaced', reason, before, letIn: [...steps.letInByHand()] });
  }
  return before;
}

async function leaveAsItWas(steps: ReplaceSteps, reason: string): Promise<RestoreEnd> {
  try {
    await steps.letIn();
    return { state: 'let-in-again', reason };
  } catch (error) {
    const both = `${reason}; then the accounts could not be unlocked: ${reasonOf(error)}`;
    return { state: 'shut-out', reason: both, letIn: [...steps.letInByHand()] };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
