import type { App, Platform } from '../platform/platform.ts';
import type { Fault } from './fault.ts';
import type { Objective } from './objective.ts';

/** One way to break the platform under load, and what its users may feel of it at most. A value. */
export interface Drill {
  /** `lb-crash`; permanent. */
  readonly name: string;
  /** What happens, one sentence: `The machine of the active load balancer loses its power.` */
  readonly title: string;
  /** What a passed drill proves, one sentence. */
  readonly proves: string;
  /** What it does not prove, one sentence. */
  readonly limits: string;
  /** Undefined when the platform can be drilled so; otherwise why not. */
  readonly unfit: (platform: Platform) => string | undefined;
  /** What is broken, all at the same time. Decided once, written down, then done. */
  readonly faults: (platform: Platform, target: Target) => readonly Fault[];
  /** How long the fault lasts before it is healed, seconds. */
  readonly faultSeconds: number;
  /** Whether the monitoring itself must have come back, too: it serves no user, so nothing else waits for it. */
  readonly waitsForMonitoring?: true;
  /** What the report is measured against. */
  readonly objectives: readonly Objective[];
}

/** What faults aim at. */
export interface Target extends ActiveParts {
  /** The application that the load goes to. */
  readonly app: App;
  /** Never used before: a fault that is a transaction has it as its name. */
  readonly uuid: string;
}

/** Who does the work at the moment. */
export interface ActiveParts {
  /** The load balancer that has the virtual address. */
  readonly loadBalancer: string;
  /** The database's primary. */
  readonly primary: string;
}
