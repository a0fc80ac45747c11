import type { Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { pathsOf } from '../environment-paths.ts';
import { secretStores } from '../secrets/secret-store.ts';

/** The dashboard's password, for whoever may read the secrets of the environment. @throws Failure */
export async function readDashboardPassword(platform: Platform): Promise<string> {
  const { generated } = secretStores(platform, pathsOf(platform).stateDirectory);
  const stored = (await generated.read())?.secrets.dashboardPassword;
  if (stored !== undefined) return stored.value;
  const { provider, environment } = platform;
  throw new Failure({
    step: "read the dashboard's password",
    reason: `'${environment}' has none yet`,
    changed: 'Nothing was changed.',
    next: `smartx ${provider === 'lab' ? 'up' : 'apply'} --env ${environment} makes it.`,
  });
}
