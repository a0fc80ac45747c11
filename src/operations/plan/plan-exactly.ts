import { pathsOf } from '../environment-paths.ts';
import { recordedRun } from '../recorded-run.ts';
import { gatherForServers } from '../servers/gather-for-servers.ts';
import { lookAtServers } from '../servers/look-at-servers.ts';
import { describePlan, type PlannedEnvironment, type PlanRequest, reasonsOf } from './plan-environment.ts';

export interface ExactPlanRequest extends PlanRequest {
  readonly run: string;
  readonly who: string;
  readonly now: Date;
}

/**
 * A plan of servers that can be saved and carried out later: secrets, certificates and releases that an apply would need
 * are made here, on this machine. No host is changed.
 * @throws EnvironmentLocked, Failure
 */
export async function planExactly(request: ExactPlanRequest): Promise<PlannedEnvironment> {
  const { platform, signal } = request;
  const { environment } = platform;
  const { journalDirectory } = pathsOf(platform);
  return recordedRun({ ...request, environment, journalDirectory, what: 'plan --out' }, async () => {
    const { materials } = await gatherForServers(request);
    const { manifest, transport, plan, undeclared } = await lookAtServers({
      ...request,
      materials,
      prune: false,
      upgrade: false,
    });
    const hosts = await describePlan(plan, { manifest, materials, transport, signal });
    return { hosts, undeclared, absent: reasonsOf(plan) };
  });
}
