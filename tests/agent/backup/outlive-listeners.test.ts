import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'smartx-listeners-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Begins once its listener is gone, says something on both streams several times, and leaves a file at its end. */
const program = `
  import { once } from 'node:events';
  import { writeFileSync } from 'node:fs';
  import { setImmediate } from 'node:timers/promises';
  if (process.argv[2] === 'outlives') {
    const { outliveListeners } = await import(process.argv[3]);
    outliveListeners();
  }
  await once(process.stdin, 'data');
  for (const turn of [1, 2, 3]) {
    process.stdout.write(turn + '\\n');
    process.stderr.write(turn + '\\n');
    for (let pass = 0; pass < 10; pass++) await setImmediate();
  }
  writeFileSync(process.argv[1], '');
  process.exit(0);
`;

test.each([
  ['outlives', true],
  ['does not outlive', false],
])('a program %s those who listen to it', async (how, comesToItsEnd) => {
  const end = join(directory, how);
  const listeners = new URL('../../../agent/backup/outlive-listeners.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, end, how, listeners]);
  const exit = once(child, 'exit');
  child.stdout.destroy();
  child.stderr.destroy();
  await Promise.all([once(child.stdout, 'close'), once(child.stderr, 'close')]);
  child.stdin.end('go\n');
  const [code] = await exit;
  expect([code === 0, existsSync(end)]).toEqual([comesToItsEnd, comesToItsEnd]);
});
