import { outputOf } from './child.ts';

/** For whoever lost the connection: `smartx logs` shows it. logger(1) is part of every Debian. */
export async function noteInJournal(text: string): Promise<void> {
  await outputOf(['logger', '--tag', 'smartx-restore', '--', text.replaceAll('\n', ' ')]).catch(() => undefined);
}
