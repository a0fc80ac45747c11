/**
 * A word for a POSIX shell that means exactly this text. In single quotes nothing is special but the single quote
 * itself (POSIX.1-2024, Shell Command Language 2.2.2).
 */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new Error('a command cannot contain a NUL character');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function shellWords(texts: readonly string[]): string {
  return texts.map(shellWord).join(' ');
}

/** A function of a shell script that ends at the first command that fails. */
export function shellFunction(name: string, commands: readonly string[]): string {
  if (commands.length === 0) return `${name}() { :; }`;
  return [`${name}() {`, `  ${commands.join(' &&\n  ')}`, '}'].join('\n');
}
