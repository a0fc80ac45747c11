import type { Step } from '../../plan/plan.ts';
import { siteApp } from '../../platform/chosen-apps.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { respondsCommand } from '../../services/app/commands.ts';
import { appAddress } from '../../services/app/lower.ts';
import { appUnitsOf } from '../../services/app/paths.ts';
import { assetsOf } from '../../services/assets.ts';
import { dashboardRelease } from '../../services/dashboard-files.ts';
import type { HostManifest, Manifest } from '../../services/manifest.ts';
import type { PlatformPlan } from '../read-plan.ts';
import { refuseDifferences } from '../refuse-differences.ts';

/**
 * The manifest of the hosts that carry a release of an application; to be well they must be ready for requests, not only alive. How an
 * application is that nobody brings says nothing of what is brought.
 */
export function releaseManifest({ platform, apps, manifest }: ReleaseManifest): Manifest {
  return {
    hosts: manifest.hosts
      .filter(({ releases }) => releases.some(({ name }) => name !== dashboardRelease.name))
      .map((host) => ({
        ...host,
        probes: [
          ...host.probes.filter(({ app }) => app === undefined || apps.some(({ id }) => id === app)),
          ...apps.flatMap((app) => readyProbe(platform, app, host)),
        ],
      })),
  };
}

interface ReleaseManifest {
  readonly platform: Platform;
  /** Those that are brought. */
  readonly apps: readonly App[];
  readonly manifest: Manifest;
}

/** A release that cannot serve requests within its time to start is put back. */
function readyProbe(platform: Platform, app: App, { host, releases }: HostManifest): HostManifest['probes'] {
  if (!releases.some(({ name }) => name === app.id)) return [];
  const place = platform.hosts.find(({ name }) => name === host)!;
  const argv = respondsCommand(appAddress(platform, place), app.port, app.readyPath);
  const of = app.name === undefined ? '' : ` of ${app.name}`;
  const name = `the new release${of} (${app.readyPath})`;
  return [{ name, app: app.id, argv, timeoutMs: app.startTimeoutSeconds * 1_000 }];
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
export function withoutMigrations(plan: PlatformPlan, apps: readonly App[]): PlatformPlan {
  const migrations = new Set(apps.map((app) => appUnitsOf(app).migrate));
  const isMigration = (step: Step) => step.kind === 'unit' && migrations.has(step.unit) && step.action === 'run';
  // What it would have loaded is noted all the same, so that the next plan does not want to run it.
  return {
    ...plan,
    hosts: plan.hosts.map((host) => ({ ...host, steps: host.steps.filter((step) => !isMigration(step)) })),
  };
}

/**
 * Applications that nobody brings are left alone, and what their units would load is not noted: starting one that crashes
 * again and again would have the release put back that has nothing to do with it. Their releases stay, too, where a deploy
 * that came to no end has left another one than is remembered: its processes run on what is linked.
 */
export function withoutOthers(plan: PlatformPlan, platform: Platform, brought: readonly App[]): PlatformPlan {
  const others = platform.apps.filter(({ id }) => !brought.some((app) => app.id === id));
  const releases = new Set(others.flatMap((app) => releaseNamesOf(platform, app)));
  const isUnitOfOther = (unit: string) => others.some((app) => isUnitOf(app, unit));
  const isOfOther = (step: Step) =>
    (step.kind === 'unit' && isUnitOfOther(step.unit)) || (step.kind === 'release' && releases.has(step.name));
  return {
    ...plan,
    hosts: plan.hosts.map((host) => ({
      ...host,
      steps: host.steps.filter((step) => !isOfOther(step)),
      loads: host.loads.filter(({ unit }) => !isUnitOfOther(unit)),
    })),
  };
}

/** See `ManifestRelease.name`. */
function releaseNamesOf(platform: Platform, app: App): readonly string[] {
  const files = siteApp(platform).id === app.id ? ['static'] : [];
  return [app.id, assetsOf(app).name, ...files];
}

function isUnitOf(app: App, unit: string): boolean {
  const { service, migrate, jobs } = appUnitsOf(app);
  return unit === service || unit === migrate || unit.startsWith(jobs);
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
