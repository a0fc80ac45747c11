import { describe, expect, test } from 'vitest';
import { type ReplaceSteps, replaceInTurn } from '../../../agent/backup/replace-in-turn.ts';
import { endOf } from '../../../agent/backup/restore-failed.ts';

const unlock = ["ALTER USER 'app'@'%' ACCOUNT UNLOCK;"];

/** The steps, each of which notes that it was taken; those that are named fail. */
function steps(...failing: readonly string[]): { readonly taken: string[]; readonly given: ReplaceSteps } {
  const taken: string[] = [];
  const take = async (name: string) => {
    taken.push(name);
    if (failing.includes(name)) throw new Error(`${name} failed`);
  };
  const given: ReplaceSteps = {
    earlier: false,
    shutOut: () => take('shut out'),
    backUp: async () => {
      await take('back up');
      return 'full-before';
    },
    load: () => take('load'),
    compare: () => take('compare'),
    letIn: () => take('let in'),
    undoShutOut: () => take('undo'),
    letInByHand: () => unlock,
  };
  return { taken, given };
}

describe('replacing live data', () => {
  test('shuts out, backs up, loads, compares, and lets in', async () => {
    const { taken, given } = steps();
    expect(await replaceInTurn(given)).toBe('full-before');
    expect(taken).toEqual(['shut out', 'back up', 'load', 'compare', 'let in']);
  });

  test.each([
    ['shut out', { state: 'let-in-again', reason: 'shut out failed' }, ['shut out', 'undo']],
    ['back up', { state: 'let-in-again', reason: 'back up failed' }, ['shut out', 'back up', 'undo']],
    ['load', { state: 'half-way', reason: 'load failed', before: 'full-before' }, ['shut out', 'back up', 'load']],
    [
      'compare',
      { state: 'half-way', reason: 'compare failed', before: 'full-before' },
      ['shut out', 'back up', 'load', 'compare'],
    ],
    [
      'let in',
      {
        ...{ state: 'replaced', reason: 'the accounts could not be unlocked: let in failed' },
        ...{ before: 'full-before', letIn: unlock },
      },
      ['shut out', 'back up', 'load', 'compare', 'let in'],
    ],
  ])('where it fails to %s, says how things were left', async (step, end, order) => {
    const { taken, given } = steps(step);
    expect(await replaceInTurn(given).catch(endOf)).toEqual(end);
    expect(taken).toEqual(order);
  });

  test.each(['shut out', 'back up'])('says that nobody could be let in again after it failed to %s', async (step) => {
    expect(await replaceInTurn(steps(step, 'undo').given).catch(endOf)).toEqual({
      state: 'shut-out',
      reason: `${step} failed; then the accounts could not be unlocked: undo failed`,
      letIn: unlock,
    });
  });

  describe('after an earlier restore that did not come to its end', () => {
    const rerun = (...failing: readonly string[]) => {
      const { taken, given } = steps(...failing);
      return { taken, given: { ...given, earlier: true } };
    };

    test('lets everybody in once all is as wanted', async () => {
      const { taken, given } = rerun();
      await replaceInTurn(given);
      expect(taken.at(-1)).toBe('let in');
    });

    test.each(['shut out', 'back up'])(
      'lets nobody into data that may be half-way where it fails to %s',
      async (step) => {
        const { taken, given } = rerun(step);
        expect(await replaceInTurn(given).catch(endOf)).toEqual({ state: 'found-shut-out', reason: `${step} failed` });
        expect(taken).not.toContain('let in');
        const worse = await replaceInTurn(rerun(step, 'undo').given).catch(endOf);
        expect(worse).toMatchObject({ state: 'found-shut-out' });
        expect(worse).not.toHaveProperty('letIn');
      },
    );

    test('says that its own backup may be of data that are half-way', async () => {
      expect(await replaceInTurn(rerun('load').given).catch(endOf)).toMatchObject({ state: 'half-way', earlier: true });
    });
  });

  test('any other error left everything alone', () => {
    expect(endOf(new Error('there is no backup yet'))).toEqual({
      state: 'untouched',
      reason: 'there is no backup yet',
    });
  });
});
