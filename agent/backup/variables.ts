/** Lines `NAME=value`, as for systemd and Docker; blank lines and comments are passed over. */
export function parseVariables(text: string): Record<string, string> {
  const pairs = text
    .split('\n')
    .map((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name = '', value = '']): [string, string] => [name, value.trim().replace(/^(["'])(.*)\1$/, '$2')]);
  return Object.fromEntries(pairs);
}
