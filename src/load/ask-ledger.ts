import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Site } from './load-config.ts';
import type { LedgerReading } from './read-ledger.ts';

const program = fileURLToPath(new URL('./ledger.ts', import.meta.url));
/** All its questions with all their tries. */
const LIMIT_MS = 120_000;

/**
 * Reads the ledger from where users are; see `wrap` of StartLoad. Before a load for its accounts and sums, after it for
 * what it has of the run.
 * @throws Error with what went wrong, in a sentence.
 */
export async function askLedger(
  site: Site,
  run: string,
  wrap: (argv: readonly string[]) => readonly string[],
): Promise<LedgerReading> {
  const [command = '', ...args] = wrap([process.execPath, program]);
  const child = spawn(command, args, { detached: true, stdio: 'pipe', timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ site, run }));
  const [answer, said, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (exitCode === 0) return JSON.parse(answer) as LedgerReading;
  throw new Error(`the ledger could not be read: ${said.trim() || 'no answer in time'}`);
}
