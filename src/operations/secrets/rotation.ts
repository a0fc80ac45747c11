import type { Platform } from '../../platform/platform.ts';
import { isAppPassword, type SecretName, secretNamesOf } from '../../services/manifest.ts';
import type { Rotation, SecretsDocument, StoredSecret } from './secrets-document.ts';

/** The passwords of accounts that the database's agents make, and that can have two at a time. */
export function databasePasswordsOf(platform: Pick<Platform, 'apps'>): readonly SecretName[] {
  return secretNamesOf(platform).filter((name) => isAppPassword(name) || name === 'databaseMonitor');
}

/** Why a secret cannot be rotated; undefined for those that can. */
export const unrotatable: Readonly<Partial<Record<SecretName, string>>> = {
  databaseAgent: 'members that are outside of the group find it by this password, and could not tell old from new',
  databaseRecovery:
    'a running member goes on with the password that it joined its group with, and would be shut out when that ends',
  backupIdentity: 'the backups that there are could not be read any more',
};

/** The first stage, with the new passwords. */
export function beginRotation(
  document: SecretsDocument,
  others: Rotation['others'],
  begun: string,
): SecretsDocument & { readonly rotation: Rotation } {
  return { ...document, rotation: { stage: 'accept', begun, others } };
}

/** The stage after the present one, which must have come true on every host. */
export function nextStage(document: SecretsDocument, now: string): SecretsDocument {
  const { rotation, ...rest } = document;
  if (rotation === undefined) return document;
  if (rotation.stage === 'accept') return useNewPasswords(rest, rotation, now);
  if (rotation.stage === 'use') return { ...rest, rotation: { ...rotation, stage: 'retire' } };
  return rest;
}

function useNewPasswords(
  { secrets, ...rest }: Omit<SecretsDocument, 'rotation'>,
  rotation: Rotation,
  now: string,
): SecretsDocument {
  const entries = Object.entries<string | undefined>(rotation.others).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const fresh = entries.map(([name, value]): [string, StoredSecret] => [name, { value, set: now }]);
  const old = entries.map(([name]) => [name, secrets[name]!.value] as const);
  return {
    ...rest,
    secrets: { ...secrets, ...Object.fromEntries(fresh) },
    rotation: { ...rotation, stage: 'use', others: Object.fromEntries(old) },
  };
}
