import type { Materials } from '../services/manifest.ts';

/** Lines of a PEM key that are not its frame are longer than this. */
const KEY_LINE_LENGTH_MIN = 16;

/** Every text that must never be shown: passwords, and keys line by line, as a checker might quote one of them. */
export function secretTexts({ secrets, newPasswords, appSecrets, certificates }: Materials): readonly string[] {
  const keys = [certificates.site, ...Object.values(certificates.hosts)].flatMap(({ key }) => key.split('\n'));
  const lines = keys.filter((line) => line.length >= KEY_LINE_LENGTH_MIN && !line.startsWith('-----'));
  const values = [secrets, newPasswords, appSecrets].flatMap((some) => Object.values(some));
  return [...new Set([...values, ...lines])];
}

/** The text with each secret replaced by asterisks. Daemons like to quote the line that they do not understand. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => (secret === '' ? masked : masked.replaceAll(secret, '********')), text);
}
