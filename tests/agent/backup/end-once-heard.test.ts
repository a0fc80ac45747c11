import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';

/** Says more than a pipe takes, and ends. Somebody still compiles and waits at that moment. */
const program = `
  const { endOnceHeard } = await import(process.argv[1]);
  setInterval(() => undefined, 1_000);
  process.stdout.write('x'.repeat(Number(process.argv[2])));
  await endOnceHeard(Number(process.argv[3]), Number(process.argv[4]));
`;
const CHARACTERS = 200_000;
const module = new URL('../../../agent/backup/end-once-heard.ts', import.meta.url).href;

function start(code: number, listenLimitMs: number) {
  const argv = ['--input-type=module', '--eval', program, module, String(CHARACTERS), String(code), `${listenLimitMs}`];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  return { child, exit: once(child, 'exit') };
}

test.each([0, 3])('a slow listener hears all of it, and the code %i', async (code) => {
  const { child, exit } = start(code, 60_000);
  let heard = 0;
  for await (const chunk of child.stdout) {
    heard += (chunk as Buffer).length;
    for (let turn = 0; turn < 10; turn++) await setImmediate();
  }
  expect([heard, await exit]).toEqual([CHARACTERS, [code, null]]);
});

test('one that does not read is waited for, and not for ever', async () => {
  const { exit } = start(0, 500);
  expect(await exit).toEqual([70, null]);
});
