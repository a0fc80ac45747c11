import { write } from 'node:fs';

/** Lines that wait for a reader who is busy. A reader who is away for minutes ends the load instead of slowing it. */
const WAITING_CHARACTERS_MAX = 64 << 20;

/**
 * Writes lines to a file descriptor from another thread. Writing to a pipe through `process.stdout` waits on Linux
 * (nodejs.org/api/process.html, "A note on process I/O"): a reader who is busy would hold up the requests.
 */
export function createLineOutput(fd: number, onError: (error: Error) => void) {
  let waiting = '';
  let writing = false;
  let whenEmpty: (() => void) | undefined;

  const flush = (): void => {
    if (writing) return;
    if (waiting === '') {
      whenEmpty?.();
      return;
    }
    writing = true;
    const bytes = Buffer.from(waiting);
    waiting = '';
    writeAll(bytes, 0);
  };
  const writeAll = (bytes: Buffer, from: number): void =>
    write(fd, bytes, from, bytes.length - from, null, (error, written) => {
      if (error) return onError(error);
      if (from + written < bytes.length) return writeAll(bytes, from + written);
      writing = false;
      flush();
    });

  return {
    line: (value: unknown): void => {
      waiting += `${JSON.stringify(value)}\n`;
      if (waiting.length > WAITING_CHARACTERS_MAX) onError(new Error('nobody reads what the load reports'));
      flush();
    },
    /** Settles when everything is written. */
    end: (): Promise<void> =>
      new Promise((resolve) => {
        whenEmpty = resolve;
        flush();
      }),
  };
}
