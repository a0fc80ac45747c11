/**
 * Whoever listens to this program may go away, as when an SSH connection breaks; the next line would then end it (EPIPE).
 * Its work goes on to the end all the same: a restore above all, which has shut the application out.
 */
export function outliveListeners(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
