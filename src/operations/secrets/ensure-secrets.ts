import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { generateX25519Identity } from 'age-encryption';
import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { alertSecretKeys } from '../../services/alert-secrets.ts';
import {
  isAppPassword,
  type Materials,
  type SecretName,
  type Secrets,
  secretKey,
  secretNamesOf,
} from '../../services/manifest.ts';
import { hasReleases } from '../releases/release-state.ts';
import { refuseMissing } from './app-secrets.ts';
import { secretStores, stateStore } from './secret-store.ts';
import { newPasswordsOf, noSecrets, type SecretsDocument, type StoredSecret } from './secrets-document.ts';

/** What of the materials comes from files of secrets. */
export type SecretMaterials = Pick<Materials, 'secrets' | 'newPasswords' | 'appSecrets'>;

/** 256 bits: the size of the hash that signs zone transfers (hmac-sha256, RFC 8945 section 6). */
const KEY_BYTES = 32;
/** 192 bits are 32 characters, the longest password that Group Replication's recovery channel takes. */
const PASSWORD_BYTES = 24;
/** 384 bits are 64 characters; Django wants a key to have 50 of them (its check security.W009). */
const APP_SECRET_BYTES = 48;

/**
 * The environment's passwords and keys. Those that there are not yet are made and written before anybody uses them, so
 * that a run that is cut off does not forget what it told a host.
 * @throws Failure when a file cannot be read, or a secret of the application has no value.
 */
export async function ensureSecrets(platform: Platform, stateDirectory: string, now: Date): Promise<SecretMaterials> {
  const { generated, operator } = secretStores(platform, stateDirectory);
  const found = await generated.read();
  if (found === undefined) await refuseLost(platform, stateDirectory, generated.file);
  const known = found ?? noSecrets;
  const operators = await readOperators(platform, async () => (operator === generated ? known : await operator.read()));
  const secrets: Record<string, StoredSecret> = { ...known.secrets };
  for (const key of generatedKeys(platform)) {
    if (operators?.secrets[key] === undefined) secrets[key] ??= randomSecret(now);
  }
  const given = appSecrets(platform, operators, { ...known, secrets });
  refuseMissing(platform, given);
  for (const name of secretNamesOf(platform)) secrets[name] ??= await makeSecret(name, now);
  const document = { ...known, secrets };
  await generated.write(document);
  // Everything that was in it is in the encrypted file now.
  if (operator === generated) await rm(stateStore(stateDirectory).file, { force: true });
  return { secrets: valuesOf(platform, document), newPasswords: newPasswordsOf(document), appSecrets: given };
}

/** Servers that have secrets do not get other ones because a file got lost. A lab loses all of its state at once. */
async function refuseLost(platform: Platform, stateDirectory: string, file: string): Promise<void> {
  if (platform.provider === 'lab' || !(await hasReleases(stateDirectory))) return;
  throw new Failure({
    step: 'read the secrets of this environment',
    reason: `${file} is gone, and these servers have been applied to`,
    changed: 'Nothing was changed.',
    next: `restore it from the repository; to make new secrets instead, remove releases*.json in ${stateDirectory}.`,
  });
}

/** Stands for the password of an application, or a dashboard, that has not been brought up yet; no host can have it. */
const NOT_MADE = 'not-made-yet';

/** The same, read and nothing made; undefined where those are not all there that every platform has. */
export async function readSecretMaterials(
  platform: Platform,
  stateDirectory: string,
): Promise<SecretMaterials | undefined> {
  const { generated, operator } = secretStores(platform, stateDirectory);
  const known = await generated.read();
  if (known === undefined) return undefined;
  const missing = secretNamesOf(platform).filter((name) => known.secrets[name] === undefined);
  if (!missing.every((name) => isAppPassword(name) || name === 'dashboardPassword')) return undefined;
  const notYet = Object.fromEntries(missing.map((name) => [name, { value: NOT_MADE, set: null }]));
  const all = { ...known, secrets: { ...known.secrets, ...notYet } };
  const operators = await readOperators(platform, async () => (operator === generated ? known : await operator.read()));
  const given = appSecrets(platform, operators, known);
  return { secrets: valuesOf(platform, all), newPasswords: newPasswordsOf(known), appSecrets: given };
}

/** Passwords stand in URLs, so they are made of letters, digits, `-` and `_`; the TSIG key is base64 by its format. */
export async function makeSecret(name: SecretName, now: Date): Promise<StoredSecret> {
  return { value: await makeValue(name), set: now.toISOString() };
}

async function makeValue(name: SecretName): Promise<string> {
  if (name === 'zoneTransferKey') return randomBytes(KEY_BYTES).toString('base64');
  if (name === 'backupIdentity') return generateX25519Identity();
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}

/** What an application needs only to be random. */
function randomSecret(now: Date): StoredSecret {
  return { value: randomBytes(APP_SECRET_BYTES).toString('base64url'), set: now.toISOString() };
}

function valuesOf(platform: Platform, { secrets }: SecretsDocument): Secrets {
  return Object.fromEntries(secretNamesOf(platform).map((name) => [name, secrets[name]!.value])) as Secrets;
}

/** Not even opened where nobody has any: it needs an identity. */
async function readOperators(platform: Platform, read: () => Promise<SecretsDocument | undefined>) {
  const needsNone =
    platform.apps.every(({ secrets }) => secrets.length === 0) && alertSecretKeys(platform).length === 0;
  return needsNone ? undefined : await read();
}

function generatedKeys({ apps }: Platform): readonly string[] {
  return apps.flatMap((app) => app.generatedSecrets.map((name) => secretKey(app, name)));
}

/** Those that are declared and have a value: what an operator gave counts for more than what was made. */
function appSecrets(
  platform: Platform,
  operators: SecretsDocument | undefined,
  generated: SecretsDocument,
): Record<string, string> {
  const ofMonitoring = alertSecretKeys(platform).flatMap((key) => {
    const stored = operators?.secrets[key];
    return stored === undefined ? [] : [[key, stored.value] as const];
  });
  return Object.fromEntries([
    ...ofMonitoring,
    ...platform.apps.flatMap((app) =>
      app.secrets.flatMap((name) => {
        const key = secretKey(app, name);
        const made = app.generatedSecrets.includes(name) ? generated.secrets[key] : undefined;
        const stored = operators?.secrets[key] ?? made;
        return stored === undefined ? [] : [[key, stored.value] as const];
      }),
    ),
  ]);
}
