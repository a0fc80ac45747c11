import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askForRestoreCommand, lockExitCodes, restoreCommand } from '../../src/services/backup/commands.ts';
import { paths } from '../../src/services/backup/paths.ts';

let place: string;
let lock: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'smartx-lock-'));
  lock = join(place, 'lock');
});
afterEach(() => rmSync(place, { recursive: true }));

/** The exit code of the question, asked about a lock of our own. */
function ask(): number | null {
  const [command = '', ...rest] = askForRestoreCommand.map((word) => (word === paths.restoreLock ? lock : word));
  return spawnSync(command, rest).status;
}

async function whileHeld(mode: '--shared' | '--exclusive', look: () => void): Promise<void> {
  const holder = spawn('flock', [mode, lock, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(holder, 'exit');
  try {
    await once(holder.stdout, 'data');
    look();
  } finally {
    holder.stdin.end();
    await ended;
  }
}

describe('the lock of restores', () => {
  test('two questions at a time are no restore', async () => {
    expect(ask()).toBe(0);
    await whileHeld('--shared', () => expect(ask()).toBe(0));
    await whileHeld('--exclusive', () => expect(ask()).toBe(lockExitCodes.restoreAtWork));
  });

  test('a restore waits for a question, and not for another restore to end', () => {
    expect(restoreCommand('restore').join(' ')).toContain(
      `/usr/bin/flock --wait 2 --conflict-exit-code ${lockExitCodes.restoreAtWork} ${paths.restoreLock} /usr/bin/flock `,
    );
  });
});
