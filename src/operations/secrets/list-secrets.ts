import type { Platform } from '../../platform/platform.ts';
import { type SecretName, secretNames } from '../../services/manifest.ts';
import { pathsOf } from '../environment-paths.ts';
import { secretStores } from './secret-store.ts';
import { noSecrets, type Rotation } from './secrets-document.ts';

/** What is known of one secret; never a part of its value. */
export interface ListedSecret {
  readonly name: string;
  readonly from: 'smartx' | 'operator';
  readonly purpose: string;
  /** `unused`: it has a value, and the declaration does not name it. */
  readonly state: 'set' | 'missing' | 'unused';
  /** RFC 3339; null where it is missing, or nobody knows. */
  readonly set: string | null;
}

export interface SecretList {
  readonly environment: string;
  /** Smartx's own first, then the application's by name. */
  readonly secrets: readonly ListedSecret[];
  /** A rotation of passwords that is not finished; null without one. */
  readonly rotation: Pick<Rotation, 'stage' | 'begun'> | null;
}

/** All secrets of an environment, without their values. Makes and changes nothing. @throws Failure */
export async function listSecrets(platform: Platform): Promise<SecretList> {
  const { generated, operator } = secretStores(platform, pathsOf(platform).stateDirectory);
  const own = (await generated.read()) ?? noSecrets;
  const given = generated === operator ? own : ((await operator.read()) ?? noSecrets);
  const { secrets: declared } = platform.app;
  const isOwn = (name: string) => secretNames.some((one) => one === name);
  const others = Object.keys(given.secrets).filter((name) => !isOwn(name) && !declared.includes(name));
  return {
    environment: platform.environment,
    secrets: [
      ...secretNames.map((name): ListedSecret => {
        const stored = own.secrets[name];
        const state = stored === undefined ? 'missing' : 'set';
        return { name, from: 'smartx', purpose: purposes[name], state, set: stored?.set ?? null };
      }),
      ...[...declared, ...others].sort().map((name): ListedSecret => {
        const isMade = platform.app.generatedSecrets.includes(name);
        const stored = given.secrets[name] ?? (isMade ? own.secrets[name] : undefined);
        const isUsed = declared.includes(name);
        const state = stored === undefined ? 'missing' : isUsed ? 'set' : 'unused';
        const purpose = isUsed ? 'variable of the application' : 'not declared in app.secrets';
        const from = isMade && given.secrets[name] === undefined ? 'smartx' : 'operator';
        return { name, from, purpose, state, set: stored?.set ?? null };
      }),
    ],
    rotation: own.rotation === undefined ? null : { stage: own.rotation.stage, begun: own.rotation.begun },
  };
}

const purposes: Readonly<Record<SecretName, string>> = {
  zoneTransferKey: 'signs transfers between name servers (TSIG)',
  databaseApp: "password of the application's account",
  databaseMigrate: 'password of the account that migrates',
  databaseMonitor: 'password of the account that measures',
  databaseAgent: 'password by which database agents read each other',
  databaseRecovery: 'password by which members join their group',
  backupIdentity: 'private key that reads the backups',
};
