import type { Fault } from '../../drills/fault.ts';
import type { DrillReach } from './reach.ts';

export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

/** How one kind of fault is made, undone and looked for. */
export interface FaultHandler<Kind extends Fault['kind']> {
  /** In words, to be read after a time: `lb-1 loses its power`. */
  readonly describe: (fault: FaultOf<Kind>) => string;
  /** What must be there before it may be made, seen to before the load begins. Breaks nothing. @throws Failure */
  readonly prepare?: (fault: FaultOf<Kind>, reach: DrillReach) => Promise<void>;
  /** @throws Failure */
  readonly inject: (fault: FaultOf<Kind>, reach: DrillReach) => Promise<void>;
  /** Does no harm where nothing is broken, or was never broken, or has been healed before. @throws Failure */
  readonly heal: (fault: FaultOf<Kind>, reach: DrillReach) => Promise<void>;
  /** What is still to be seen of the fault, in a sentence without its full stop; undefined when it is gone. */
  readonly remains: (fault: FaultOf<Kind>, reach: DrillReach) => Promise<string | undefined>;
}
