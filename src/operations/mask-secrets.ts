import { parseVariables } from '../../agent/backup/variables.ts';
import type { BackupMaterials, Materials } from '../services/manifest.ts';

/** Lines of a PEM key that are not its frame are longer than this. */
const KEY_LINE_LENGTH_MIN = 16;

/** Every text that must never be shown: passwords, and keys line by line, as a checker might quote one of them. */
export function secretTexts(materials: Materials): readonly string[] {
  const { secrets, newPasswords, appSecrets, certificates, dashboard, backup } = materials;
  const pairs = [certificates.site, ...Object.values(certificates.hosts), ...(backup?.ssh ? [backup.ssh] : [])];
  const keys = pairs.flatMap(({ key }) => key.split('\n'));
  const lines = keys.filter((line) => line.length >= KEY_LINE_LENGTH_MIN && !line.startsWith('-----'));
  const values = [secrets, newPasswords, appSecrets, { ...dashboard.login }].flatMap((some) =>
    Object.values<string | undefined>(some).filter((value) => value !== undefined),
  );
  // The longest first: of one that begins with another, the rest would stay.
  return [...new Set([...values, ...lines, ...resticSecrets(backup)])].sort(
    (left, right) => right.length - left.length,
  );
}

/** A short value, such as a number, would be found in any text: only those are secret whose variable says so. */
const PUBLIC_LENGTH_MAX = 7;
const secretName = /PASS|SECRET|KEY|TOKEN|SAS|CREDENTIAL/i;

function resticSecrets(backup: BackupMaterials | undefined): readonly string[] {
  return Object.entries(parseVariables(backup?.environment ?? ''))
    .filter(([name, value]) => value.length > PUBLIC_LENGTH_MAX || secretName.test(name))
    .map(([, value]) => value);
}

/** The text with each secret replaced by asterisks. Daemons like to quote the line that they do not understand. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => (secret === '' ? masked : masked.replaceAll(secret, '********')), text);
}
