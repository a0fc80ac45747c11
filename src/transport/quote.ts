/**
 * One command line for the POSIX shell on the other side (sshd hands the words to the login shell as one string). In
 * single quotes nothing is special but the single quote itself (POSIX.1-2024, Shell Command Language 2.2.2).
 */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}

export function quoteWord(word: string): string {
  if (word.includes('\0')) throw new Error('a command cannot contain a NUL character');
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
