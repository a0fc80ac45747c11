/** A word of a POSIX shell script that means exactly this text. */
export function shellWord(text: string): string {
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
