import type { Role } from '../platform/platform.ts';
import { type Disruption, type HostPlan, planDisruption } from './plan.ts';

/** Hosts whose plans are carried out at the same time, after those of the wave before have proved well. */
export interface Wave {
  readonly hosts: readonly string[];
}

export interface WaveOptions {
  readonly rolesOf: (host: string) => readonly Role[];
  /** Hosts that go as late as possible, such as the database's primary: its role then moves once. */
  readonly last?: readonly string[] | undefined;
}

/**
 * Orders the plans so that the service stays up. Plans that disturb nothing that runs go first, all together: a first
 * bring-up is one wave. Then one host of each role gets its reloads, as the one that finds out, and all others after
 * it. Restarts go one host of a role at a time: never both load balancers, never two members of a database. Where an
 * application is migrated, the database that runs is as declared before.
 */
export function planWaves(plans: readonly HostPlan[], options: WaveOptions): Wave[] {
  const busy = plans.filter((plan) => plan.steps.length > 0);
  const first = isMigrating(busy, options) ? busy.filter((plan) => isRunningDatabase(plan, options)) : [];
  const others = busy.filter((plan) => !first.includes(plan));
  return [...wavesOf(first, options), ...wavesOf(others, options)].map((hosts) => ({ hosts }));
}

/** A migration waits for an account that only the database makes: of an application that is new, say. */
function isMigrating(plans: readonly HostPlan[], { rolesOf }: WaveOptions): boolean {
  return plans.some(
    ({ host, steps }) =>
      rolesOf(host).includes('app') && steps.some((step) => step.kind === 'unit' && step.action === 'run'),
  );
}

/** One that is new comes up with all others. */
function isRunningDatabase(plan: HostPlan, { rolesOf }: WaveOptions): boolean {
  return rolesOf(plan.host).includes('database') && disruptionNow(plan) !== 'none';
}

function wavesOf(busy: readonly HostPlan[], options: WaveOptions): string[][] {
  const late = new Set(options.last ?? []);
  const ordered = [...busy.filter((plan) => !late.has(plan.host)), ...busy.filter((plan) => late.has(plan.host))];
  const pick = (...kinds: readonly string[]) =>
    ordered.filter((plan) => kinds.includes(disruptionNow(plan))).map((plan) => plan.host);

  const reloads = pick('reload');
  const firsts = oneOfEachRole(reloads, options);
  const restarts: string[][] = [];
  for (let left = pick('restart', 'failover'); left.length > 0; ) {
    const wave = oneOfEachRole(left, options);
    restarts.push(wave);
    left = left.filter((host) => !wave.includes(host));
  }
  const waves = [pick('none'), firsts, reloads.filter((host) => !firsts.includes(host)), ...restarts];
  return waves.filter((hosts) => hosts.length > 0);
}

/** A host that no run has changed yet carries nothing of the platform that could be disturbed. */
function disruptionNow(plan: HostPlan): Disruption {
  return plan.basedOn === '' ? 'none' : planDisruption(plan);
}

function oneOfEachRole(hosts: readonly string[], options: WaveOptions): string[] {
  const taken = new Set<Role>();
  const wave: string[] = [];
  for (const host of hosts) {
    const roles = options.rolesOf(host);
    if (roles.some((role) => taken.has(role))) continue;
    for (const role of roles) taken.add(role);
    wave.push(host);
  }
  return wave;
}
