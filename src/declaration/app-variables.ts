/** Variables that Smartx gives to every application, and whether one may stand on a command line, which everybody sees. */
export const givenVariables = {
  ALLOWED_HOSTS: 'open',
  DATABASE_CA_FILE: 'open',
  DATABASE_HOST: 'open',
  DATABASE_NAME: 'open',
  DATABASE_PASSWORD: 'secret',
  DATABASE_PORT: 'open',
  DATABASE_READ_URL: 'secret',
  DATABASE_SERVER_NAME: 'open',
  DATABASE_URL: 'secret',
  DATABASE_USER: 'open',
  HOST: 'open',
  PORT: 'open',
  SITE_URL: 'open',
  STATE_DIRECTORY: 'open',
  TRUST_PROXY: 'open',
} as const;

export type GivenVariable = keyof typeof givenVariables;

export function isSecretVariable(name: string): boolean {
  return Object.hasOwn(givenVariables, name) && givenVariables[name as GivenVariable] === 'secret';
}

/** Those that an application may be told otherwise. */
export const suggestedVariables: readonly string[] = ['ALLOWED_HOSTS', 'SITE_URL'] satisfies GivenVariable[];

/** `$NAME`, and `$$NAME` for these very characters. */
const reference = /\$?\$([A-Z][A-Z0-9_]*)/g;

/** Names that a text wants filled in, in their order. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(reference)].filter(([whole]) => !whole.startsWith('$$')).map(([, name = '']) => name);
}

/** The text with every `$NAME` filled in. Names that there are not have been refused when the declaration was read. */
export function fillVariables(text: string, values: Readonly<Record<GivenVariable, string>>): string {
  return text.replace(reference, (whole, name: string) => {
    if (whole.startsWith('$$')) return whole.slice(1);
    return Object.hasOwn(values, name) ? values[name as GivenVariable] : whole;
  });
}
