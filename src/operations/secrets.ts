import { randomBytes } from 'node:crypto';
import { generateX25519Identity } from 'age-encryption';
import { Failure } from '../problems/failure.ts';
import { type SecretName, secretNames } from '../services/manifest.ts';
import { readIfThere } from './read-if-there.ts';
import { writeWhole } from './write-whole.ts';

/** 256 bits: the size of the hash that signs zone transfers (hmac-sha256, RFC 8945 section 6). */
const KEY_BYTES = 32;
/** 192 bits are 32 characters, the longest password that Group Replication's recovery channel takes. */
const PASSWORD_BYTES = 24;

/**
 * The environment's passwords and keys. Those that the file does not have yet are made and written before anybody
 * uses them, so that a run that is cut off does not forget what it told a host.
 * @throws Failure when the file is damaged.
 */
export async function ensureSecrets(file: string): Promise<Record<SecretName, string>> {
  const known = await readSecrets(file);
  const missing = secretNames.filter((name) => known[name] === undefined);
  for (const name of missing) known[name] = await makeSecret(name);
  if (missing.length > 0) await writeSecrets(file, known);
  return known as Record<SecretName, string>;
}

/** Passwords stand in URLs, so they are made of letters, digits, `-` and `_`; the TSIG key is base64 by its format. */
async function makeSecret(name: SecretName): Promise<string> {
  if (name === 'zoneTransferKey') return randomBytes(KEY_BYTES).toString('base64');
  if (name === 'backupIdentity') return generateX25519Identity();
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}

/** The passwords and keys that there are; none where there is no file. */
export async function readSecrets(file: string): Promise<Partial<Record<SecretName, string>>> {
  const text = await readIfThere(file);
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure({
      step: 'read the secrets of this environment',
      reason: `${file} is not valid JSON`,
      changed: 'Nothing was changed.',
      next: 'restore the file from a copy; in a lab, "smartx down" and "smartx up" make new secrets.',
    });
  }
}

async function writeSecrets(file: string, secrets: Partial<Record<SecretName, string>>): Promise<void> {
  await writeWhole(file, `${JSON.stringify(secrets, undefined, 2)}\n`);
}
