/** A listener that does not go away and does not read either must not hold the lock of the backups for ever. */
const LISTEN_LIMIT_MS = 600_000;
/** Of an answer that nobody read. */
const UNHEARD_CODE = 70;

/**
 * Ends this process once all that it said has left it, or its listeners are gone. A pipe takes 64 KiB (pipe(7)) and Node
 * keeps the rest, which ending at once would drop.
 */
export async function endOnceHeard(code: number, listenLimitMs = LISTEN_LIMIT_MS): Promise<never> {
  const timer = setTimeout(() => end(UNHEARD_CODE), listenLimitMs);
  for (const stream of [process.stdout, process.stderr]) {
    // Called after all that was written before it, and on an error, too.
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
  clearTimeout(timer);
  return end(code);
}

/**
 * Another program takes this one's place and ends with the code (execve(2) ends all threads). process.exit() waits for the
 * threads that compile, and was reported to wait for ever now and then (nodejs/node#54918): the lock would stay held.
 */
function end(code: number): never {
  return process.execve!('/bin/sh', ['sh', '-c', `exit ${code}`], {});
}
