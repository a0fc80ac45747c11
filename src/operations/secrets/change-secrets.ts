import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { type SecretName, secretNamesOf } from '../../services/manifest.ts';
import { pathsOf } from '../environment-paths.ts';
import { recordedRun } from '../recorded-run.ts';
import { makeOwnDirectory } from '../servers/own-directory.ts';
import { makeSecret } from './ensure-secrets.ts';
import { secretStores } from './secret-store.ts';
import { noSecrets, type StoredSecret } from './secrets-document.ts';

export interface ChangeSecrets {
  readonly platform: Platform;
  readonly run: string;
  readonly who: string;
  readonly now: Date;
}

/** Keeps a secret of the application. Returns the file that it is in. @throws EnvironmentLocked, Failure */
export async function setSecret(request: ChangeSecrets, name: string, value: string): Promise<string> {
  return changed(request, `secrets set ${name}`, async () => {
    const { operator } = storesOf(request.platform);
    const document = (await operator.read()) ?? noSecrets;
    const stored: StoredSecret = { value, set: request.now.toISOString() };
    if (document.secrets[name]?.value !== value) {
      await operator.write({ ...document, secrets: { ...document.secrets, [name]: stored } });
    }
    return operator.file;
  });
}

/** Makes a generated secret anew, in its file alone: hosts get it by the next apply. @throws EnvironmentLocked, Failure */
export async function renewSecret(request: ChangeSecrets, name: SecretName): Promise<string> {
  return changed(request, `secrets rotate ${name}`, async () => {
    const { generated } = storesOf(request.platform);
    const document = await generated.read();
    if (document?.secrets[name] === undefined) throw notThere(`make ${name} anew`, request.platform);
    const fresh = await makeSecret(name, request.now);
    await generated.write({ ...document, secrets: { ...document.secrets, [name]: fresh } });
    return generated.file;
  });
}

/** Encrypts the file anew, if others than before may read it. @throws EnvironmentLocked, Failure */
export async function rekeySecrets(request: ChangeSecrets): Promise<string> {
  return changed(request, 'secrets rekey', async () => {
    const { operator } = storesOf(request.platform);
    const document = await operator.read();
    if (document === undefined) throw notThere('encrypt the secrets anew', request.platform);
    await operator.write(document);
    return operator.file;
  });
}

export function isGenerated(platform: Pick<Platform, 'apps'>, name: string): name is SecretName {
  return secretNamesOf(platform).some((one) => one === name);
}

function storesOf(platform: Platform) {
  return secretStores(platform, pathsOf(platform).stateDirectory);
}

async function changed<T>({ platform, ...about }: ChangeSecrets, what: string, work: () => Promise<T>): Promise<T> {
  const { journalDirectory } = pathsOf(platform);
  if (platform.provider === 'servers') await makeOwnDirectory(platform);
  return recordedRun({ ...about, environment: platform.environment, journalDirectory, what }, work);
}

function notThere(step: string, { provider, environment }: Platform): Failure {
  return new Failure({
    step,
    reason: `'${environment}' has no secrets yet`,
    changed: 'Nothing was changed.',
    next: `smartx ${provider === 'lab' ? 'up' : 'apply'} --env ${environment} makes them.`,
  });
}
