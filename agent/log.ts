/** Writes one line to standard output, where systemd's journal adds the time. */
export function logLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A log for a state that is looked at again and again: says a line only when it differs from the last one. */
export function createStateLog(write: (text: string) => void = logLine): (text: string) => void {
  let last: string | undefined;
  return (text) => {
    if (text === last) return;
    last = text;
    write(text);
  };
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
