import type { Platform } from '../../platform/platform.ts';
import { alertSecretKeys, monitoringPrefix } from '../../services/alert-secrets.ts';
import { databaseAccountsOf } from '../../services/database-accounts.ts';
import { isAppPassword, type SecretName, secretKey, secretNamesOf } from '../../services/manifest.ts';
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
  const names = secretNamesOf(platform);
  const ofApps = platform.apps.flatMap((app) => app.secrets.map((name) => secretKey(app, name)));
  const declared = [...ofApps, ...alertSecretKeys(platform)];
  const made = platform.apps.flatMap((app) => app.generatedSecrets.map((name) => secretKey(app, name)));
  // Passwords of an application that was declared before are nobody's business any more.
  const isOwn = (name: string) => names.some((one) => one === name) || isAppPassword(name);
  const others = Object.keys(given.secrets).filter((name) => !isOwn(name) && !declared.includes(name));
  return {
    environment: platform.environment,
    secrets: [
      ...names.map((name): ListedSecret => {
        const stored = own.secrets[name];
        const state = stored === undefined ? 'missing' : 'set';
        return { name, from: 'smartx', purpose: purposeOf(platform, name), state, set: stored?.set ?? null };
      }),
      ...[...declared, ...others].sort().map((name): ListedSecret => {
        const isMade = made.includes(name);
        const stored = given.secrets[name] ?? (isMade ? own.secrets[name] : undefined);
        const isUsed = declared.includes(name);
        const state = stored === undefined ? 'missing' : isUsed ? 'set' : 'unused';
        const purpose = isUsed ? variableOf(name) : 'not declared in app.secrets';
        const from = isMade && given.secrets[name] === undefined ? 'smartx' : 'operator';
        return { name, from, purpose, state, set: stored?.set ?? null };
      }),
    ],
    rotation: own.rotation === undefined ? null : { stage: own.rotation.stage, begun: own.rotation.begun },
  };
}

function variableOf(key: string): string {
  if (key.startsWith(monitoringPrefix)) return 'by which alerts are sent';
  const [app, name] = key.split(':');
  return name === undefined ? 'variable of the application' : `variable of the application ${app}`;
}

function purposeOf({ apps }: Platform, name: SecretName): string {
  const common = purposes[name];
  if (common !== undefined) return common;
  const accounts = apps.flatMap((app) => Object.values(databaseAccountsOf(app)));
  return `password of the account ${accounts.find(({ password }) => password === name)?.user}`;
}

const purposes: Readonly<Partial<Record<SecretName, string>>> = {
  zoneTransferKey: 'signs transfers between name servers (TSIG)',
  databaseApp: "password of the application's account",
  databaseMigrate: 'password of the account that migrates',
  databaseMonitor: 'password of the account that measures',
  databaseAgent: 'password by which database agents read each other',
  databaseRecovery: 'password by which members join their group',
  backupIdentity: 'private key that reads the backups',
  dashboardPassword: 'password of the dashboard',
};
