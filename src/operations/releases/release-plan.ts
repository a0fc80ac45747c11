import type { Step } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import { respondsCommand } from '../../services/app/commands.ts';
import { appAddress } from '../../services/app/lower.ts';
import type { HostManifest, Manifest } from '../../services/manifest.ts';
import type { PlatformPlan } from '../read-plan.ts';
import { refuseDifferences } from '../refuse-differences.ts';

/** The manifest of the hosts that carry a release; to be well they must be ready for requests, not only alive. */
export function releaseManifest(platform: Platform, manifest: Manifest): Manifest {
  return {
    hosts: manifest.hosts
      .filter(({ releases }) => releases.length > 0)
      .map((host) => ({ ...host, probes: [...host.probes, ...readyProbe(platform, host)] })),
  };
}

function readyProbe(platform: Platform, { host, releases }: HostManifest): HostManifest['probes'] {
  if (!releases.some(({ name }) => name === 'app')) return [];
  const place = platform.hosts.find(({ name }) => name === host)!;
  const argv = respondsCommand(appAddress(platform, place), platform.app.port, platform.app.readyPath);
  return [
    { name: `the new release (${platform.app.readyPath})`, argv, timeoutMs: platform.app.startTimeoutSeconds * 1_000 },
  ];
}

/** The plan that only brings archives to the hosts: nothing that runs is touched. */
export function uploadPlan(plan: PlatformPlan): PlatformPlan {
  const hosts = plan.hosts.map((host) => ({
    ...host,
    steps: host.steps.filter((step) => step.kind === 'release' && step.action === 'unpack'),
    loads: [],
  }));
  return { ...plan, hosts: hosts.filter(({ steps }) => steps.length > 0) };
}

/** What a rollback does: the schema stays as it is, since nobody can tell what undoing a migration would lose. */
export function withoutMigrations(plan: PlatformPlan): PlatformPlan {
  const isMigration = (step: Step) =>
    step.kind === 'unit' && step.unit === 'app-migrate.service' && step.action === 'run';
  // What it would have loaded is noted all the same, so that the next plan does not want to run it.
  return {
    ...plan,
    hosts: plan.hosts.map((host) => ({ ...host, steps: host.steps.filter((step) => !isMigration(step)) })),
  };
}

/**
 * A deploy brings a release and nothing else: whatever else differs has to be looked at first.
 * @throws Failure that names every such host.
 */
export function refuseOtherChanges(plan: PlatformPlan, command: 'up' | 'apply'): void {
  refuseDifferences(plan, {
    step: 'bring a release',
    reason: 'the host differs in more than the release',
    next: `smartx plan shows it, smartx ${command} puts it right.`,
    belongs: isOfRelease,
  });
}

function isOfRelease(step: Step): boolean {
  return step.kind === 'release' || (step.kind === 'unit' && step.action !== 'enable' && step.action !== 'retire');
}
