/** What a step interrupts; `failover` moves an address or the primary role to another host. */
export type Disruption = 'none' | 'reload' | 'restart' | 'failover';

/** One change on one host, with its reason. A value: it can be printed, saved and reviewed. */
export type Step = StepBase &
  (
    | PackageStep
    | { readonly kind: 'runtime'; readonly name: string }
    | { readonly kind: 'user'; readonly name: string; readonly create: boolean; readonly joinGroups: readonly string[] }
    | {
        readonly kind: 'directory';
        readonly path: string;
        readonly action: 'create' | 'change';
        readonly before: { readonly mode: number; readonly owner: string; readonly group: string } | undefined;
      }
    | {
        readonly kind: 'release';
        readonly name: string;
        readonly id: string;
        readonly action: 'unpack' | 'link';
        /** What the link pointed at. */
        readonly before: string | undefined;
      }
    | {
        readonly kind: 'file';
        readonly path: string;
        readonly action: 'create' | 'change' | 'remove';
        readonly secret: boolean;
      }
    | { readonly kind: 'daemonReload' }
    | UnitStep
    | { readonly kind: 'record' }
  );

export interface PackageStep {
  readonly kind: 'package';
  readonly name: string;
  readonly action: 'install' | 'change';
  /** The locked version; undefined for the one that the host's sources prefer. */
  readonly version: string | undefined;
  /** The installed version, of `change`. */
  readonly before: string | undefined;
}

interface StepBase {
  readonly reason: string;
  readonly disruption: Disruption;
  /** True: not the declaration has changed, but the host, since a run left it as it was declared. */
  readonly drift?: boolean;
}

/** `retire` stops and disables a unit that is no longer declared; `run` starts a oneshot. */
export type UnitAction = 'retire' | 'enable' | 'start' | 'reload' | 'restart' | 'run';

export interface UnitStep {
  readonly kind: 'unit';
  readonly unit: string;
  readonly action: UnitAction;
  readonly order: number;
  /** Of `run`: false when the units after it may start meanwhile; it is waited for at the end. */
  readonly waits: boolean;
}

export interface HostPlan {
  readonly host: string;
  /** In the order in which they are done. Empty when the host is as declared. */
  readonly steps: readonly Step[];
  /** What each unit with a start, reload, restart or run has then loaded, and what it had before. */
  readonly loads: readonly UnitLoad[];
  /** Run that changed the host last when the plan was made; the host refuses the plan when there was another since. */
  readonly basedOn: string;
}

export interface UnitLoad {
  readonly unit: string;
  readonly kind: 'service' | 'oneshot';
  readonly restartHash: string;
  readonly reloadHash: string;
  /** Undefined when it was not running or nobody knows what it had loaded. */
  readonly before: { readonly restartHash: string; readonly reloadHash: string } | undefined;
}

/** Hexadecimal SHA-256. Handed in, because the plan itself does no I/O and imports nothing. */
export type Sha256 = (text: string) => string;

const severity: readonly Disruption[] = ['none', 'reload', 'restart', 'failover'];

/** The worst that a plan does to what runs on its host now. */
export function planDisruption(plan: HostPlan): Disruption {
  const worst = Math.max(0, ...plan.steps.map((step) => severity.indexOf(step.disruption)));
  return severity[worst] as Disruption;
}

/** Whether something must be installed before the rest of the plan can be known for sure. */
export function needsPreparation(plan: HostPlan): boolean {
  return plan.steps.some(({ kind }) => kind === 'package' || kind === 'runtime');
}

/** The step in a few words: "change /etc/haproxy/haproxy.cfg", "restart nginx.service". */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'package':
      return `${step.action === 'install' ? 'install' : 'change'} package ${step.name}${step.version === undefined ? '' : ` ${step.version}`}`;
    case 'runtime':
      return `install runtime ${step.name}`;
    case 'user':
      return step.create ? `create user ${step.name}` : `add user ${step.name} to ${step.joinGroups.join(', ')}`;
    case 'directory':
    case 'file':
      return `${step.action} ${step.path}`;
    case 'release':
      return `${step.action} release ${step.name} ${step.id}`;
    case 'daemonReload':
      return 'reload unit files';
    case 'unit':
      return `${step.action} ${step.unit}`;
    case 'record':
      return 'note what is managed';
  }
}
