import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Codes of a pipe that nobody reads any more. */
const NOBODY_READS = ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'];

/**
 * Writes a command's input and ends it. Rejects when the source fails; a command that does not read all of its input is
 * no failure of ours, and says so by its exit code if it matters.
 */
export async function feedInput(stdin: Writable, input: string | AsyncIterable<Uint8Array> | undefined): Promise<void> {
  stdin.on('error', () => undefined);
  if (input === undefined || typeof input === 'string') {
    stdin.end(input ?? '');
    return;
  }
  try {
    await pipeline(Readable.from(input), stdin);
  } catch (error) {
    if (!NOBODY_READS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
