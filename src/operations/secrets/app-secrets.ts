import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { alertSecretKeys } from '../../services/alert-secrets.ts';
import { type Materials, secretKey } from '../../services/manifest.ts';

/** A host must not be changed to start an application that lacks what it needs. @throws Failure naming every one. */
export function refuseMissing(platform: Platform, values: Materials['appSecrets']): void {
  const { apps, environment } = platform;
  const missing = [
    ...apps.flatMap((app) => app.secrets.map((name) => secretKey(app, name))),
    ...alertSecretKeys(platform),
  ].filter((key) => values[key] === undefined);
  if (missing.length === 0) return;
  throw new Failure({
    step: `give applications and monitoring their secrets in '${environment}'`,
    reason: `${missing.join(', ')} ${missing.length === 1 ? 'is declared and has' : 'are declared and have'} no value there`,
    changed: 'Nothing was changed.',
    next: `give each a value: ${missing.map((name) => `smartx secrets set ${name} --env ${environment}`).join(', ')}`,
  });
}
